import fs from 'node:fs';
import { expect, it } from 'vitest';
import { bilgeVersion } from './version.ts';

it('the newest version of the changelog is this one', () => {
  const [newest] = [...fs.readFileSync('CHANGELOG.md', 'utf8').matchAll(/^## (\d+\.\d+\.\d+)/gm)];
  expect(newest?.[1]).toBe(bilgeVersion);
});

it('the Node that the README names is the one in package.json', () => {
  const { engines } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  expect(fs.readFileSync('README.md', 'utf8')).toContain(`Node ${engines.node.replace('>=', '')} or newer`);
});
