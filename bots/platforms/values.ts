/** How many values the text of a template takes: its highest `{{n}}`. */
export function valuesOf(text: string): number {
  return Math.max(0, ...[...text.matchAll(/\{\{(\d{1,2})\}\}/g)].map(([, number]) => Number(number)))
}
