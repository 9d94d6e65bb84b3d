import { z } from 'zod';

// To be imported before any schema: zod tries whether it may compile code, which the page's Content-Security-Policy forbids and a browser then
// reports as an error of the page. On the server it may, and is faster.
if (typeof window !== 'undefined') z.config({ jitless: true });
