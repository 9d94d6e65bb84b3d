import fc from 'fast-check';

/** What must never leave raw; written out, not taken from the code that is tested. */
export const raw = new RegExp(
  [
    '[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u115f\\u1160\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f]',
    '[\\u034f\\u180b-\\u180f\\u3164\\ufe00-\\ufe0e\\ufeff\\uffa0\\ufff9-\\ufffb]|[\\u{e0000}-\\u{e0fff}]|\\p{Cs}',
  ].join('|'),
  'u',
);
export const rawButLines = (text: string): boolean => raw.test(text.replaceAll('\n', ''));

/** Text that someone else chose. */
export const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '\u001b[31m',
          '\u001b]0;title\u0007',
          '\u001b[2J',
          '\u009b8m',
          '\u0007',
          '\u0008',
          '\r',
          '\n',
          '\t',
          '\u007f',
          '\u0085',
        ],
        ...[
          '\u200b',
          '\u200d',
          '\u200f',
          '\u202e',
          '\u2066',
          '\u2069',
          '\u2028',
          '\ufeff',
          '\u00ad',
          '\u3164',
          '\u{e0041}',
          '\ufe0f',
        ],
        ...[
          '\udc9b',
          '\ud83d',
          '👩\u200d👩\u200d👧',
          '❤\ufe0f',
          '=',
          '+',
          '-',
          '@',
          '＝',
          ';',
          ',',
          '"',
          "'",
          '%s',
          '\\',
          '$(id)',
          '`id`',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
