// Scores the corpus: `node e2e/diagnose/score.ts` (the part used while building) or `--held-out` or `--all`.
import { corpusCases, judgeCase } from './corpus.ts';

const which = process.argv.includes('--all') ? 'all' : process.argv.includes('--held-out') ? 'held-out' : 'building';
const cases = corpusCases().filter((one) => which === 'all' || one.heldOut === (which === 'held-out'));
let right = 0;
let expected = 0;
let missing = 0;
let surplus = 0;
for (const one of cases) {
  const verdict = judgeCase(one);
  expected += one.expected.length;
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
  `${which}: ${right} of ${cases.length} pastes judged exactly as expected; ${expected - missing} of ${expected} findings found, ${surplus} not expected`,
);
