// Scores the corpus: `node test/diagnose/score.ts` (the part used while building), `--held-out`, `--field` or `--all`.
import { corpusCases, judgeCase, partOf } from './corpus.ts';

const which = (['all', 'held-out', 'field'] as const).find((part) => process.argv.includes(`--${part}`)) ?? 'building';
const cases = corpusCases().filter((one) => which === 'all' || partOf(one) === which);
let right = 0;
let expected = 0;
let missing = 0;
let surplus = 0;
for (const one of cases) {
  const verdict = judgeCase(one);
  expected +=
    'field' in one.expected
      ? (one.expected.must?.length ?? 0) + (one.expected.oneOf === undefined ? 0 : 1) + (one.expected.asks?.length ?? 0)
      : one.expected.findings.length;
  missing += verdict.missing.length;
  surplus += verdict.surplus.length;
  const isRight = verdict.missing.length === 0 && verdict.surplus.length === 0;
  if (isRight) right += 1;
  else
    console.log(
      `${one.name}: missing [${verdict.missing.join(' ')}] surplus [${verdict.surplus.join(' ')}] pieces ${verdict.pieces.join(',')}`,
    );
}
console.log(
  `${which}: ${right} of ${cases.length} pastes judged as expected; ${expected - missing} of ${expected} findings found, ${surplus} not expected`,
);
