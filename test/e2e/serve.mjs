// The dashboard for stories: what `npm run up` starts, without installing or building (the test runner has done both).
import { serve } from '../../scripts/serve.mjs';

serve();
