import { expect, it } from 'vitest';
import { portProblem } from './port-problem.mjs';

const address = { host: '0.0.0.0', port: '3000' };

it.each([
  ['EADDRINUSE', /already listens on port 3000.*PORT/],
  ['EACCES', /may not listen on port 3000/],
  ['EADDRNOTAVAIL', /no address 0\.0\.0\.0.*BILGE_HOST/],
])('%s says what to do', (code, line) => {
  expect(portProblem({ code }, address)).toMatch(line);
});

it('another error is left to whom it concerns', () => {
  expect(portProblem({ code: 'EMFILE' }, address)).toBeNull();
});
