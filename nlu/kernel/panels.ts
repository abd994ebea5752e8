/** Where `multiply` expects a number of its right matrix: panels of eight columns, in each the rows two by two. */
export function placeInPanels(row: number, column: number, rows: number): number {
  return (column >> 3) * 8 * rows + (row >> 1) * 16 + (column & 7) * 2 + (row & 1)
}

/** The most steps to one side on its left: × 255 × 1,280 rows is the largest sum, and still fits 31 bits. */
export const mostSteps = 4095
