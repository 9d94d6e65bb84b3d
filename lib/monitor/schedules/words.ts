/** Plain words for the cron patterns that people use, both ways. */
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** `every day at 03:00`, `every Sunday at 4:30`, `every hour`, `every 6 hours`, `on day 1 at 02:00`; anything else is taken for cron. */
export function cronOfWords(words: string): string {
  const text = words.trim().toLowerCase().replace(/\s+/g, ' ');
  if (text === 'every hour') return '0 * * * *';
  const hours = /^every (\d{1,2}) hours$/.exec(text)?.[1];
  if (hours !== undefined && Number.isInteger(24 / Number(hours))) return `0 */${Number(hours)} * * *`;
  const found = /^(?:every (\w+)|on day (\d{1,2})) at ([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (found === null) return words.trim();
  const [, day, date, hour, minute] = found;
  const time = `${Number(minute)} ${Number(hour)}`;
  if (date !== undefined) return `${time} ${Number(date)} * *`;
  if (day === 'day') return `${time} * * *`;
  const weekday = day === undefined ? -1 : weekdays.indexOf(day);
  return weekday < 0 ? words.trim() : `${time} * * ${weekday}`;
}

export function wordsOfCron(cron: string): string {
  const [minute = '', hour = '', date = '', month = '', weekday = ''] = cron.split(/\s+/);
  const every = /^\*\/(\d+)$/.exec(hour)?.[1];
  if (date === '*' && month === '*' && weekday === '*' && minute === '0') {
    if (hour === '*') return 'every hour';
    if (every !== undefined) return `every ${every} hours`;
  }
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour) || month !== '*') return `cron ${cron}`;
  const at = `at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (date === '*' && weekday === '*') return `every day ${at}`;
  if (date === '*' && /^[0-6]$/.test(weekday)) return `every ${capital(weekdays[Number(weekday)] ?? '')} ${at}`;
  if (/^\d+$/.test(date) && weekday === '*') return `on day ${date} ${at}`;
  return `cron ${cron}`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
