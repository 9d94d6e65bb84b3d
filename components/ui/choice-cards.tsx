'use client';

import type { ReactNode } from 'react';
import { useFoundBefore } from './typed-before';

interface Choice<T extends string> {
  value: T;
  title: string;
  about: ReactNode;
}

interface ChoiceCardsProps<T extends string> {
  legend: string;
  name: string;
  choices: readonly Choice<T>[];
  value: T;
  onChoose: (value: T) => void;
}

/** Radio buttons with room for a sentence each. */
export function ChoiceCards<T extends string>({ legend, name, choices, value, onChoose }: ChoiceCardsProps<T>) {
  const isChosen = (card: Element, choice: Choice<T>) =>
    [...card.querySelectorAll('input')].some((input) => input.checked && input.value === choice.value);
  const found = useFoundBefore(
    (cards: HTMLFieldSetElement) => choices.find((choice) => isChosen(cards, choice))?.value ?? value,
    value,
    onChoose,
  );
  return (
    <fieldset ref={found}>
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <div className="grid gap-2 sm:grid-flow-col sm:auto-cols-fr">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="flex cursor-pointer items-start gap-2.5 rounded-md bg-sheet p-3 text-sm shadow-[inset_0_0_0_1px_var(--color-line)] has-checked:bg-signal-wash has-checked:shadow-[inset_0_0_0_2px_var(--color-signal)] has-focus-visible:outline-2 has-focus-visible:outline-signal"
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChoose(choice.value)}
              className="mt-1"
            />
            <span>
              <span className="block font-medium">{choice.title}</span>
              <span className="block text-soft">{choice.about}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
