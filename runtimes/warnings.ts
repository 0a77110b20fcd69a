/** What a bundler warned of, from what bundlers/warn.js printed. */
export function warningsIn(said: string): string {
  const warnings = said.split('\n').filter((line) => line.startsWith('warning: '));
  return warnings.length === 0 ? 'no warnings' : warnings.join('; ').slice(0, 300);
}
