/**
 * The database's errors in words a person can act on; any other error as it is. One for want of room has the code
 * `FULL`. The first byte of `errcode` is SQLite's result code (sqlite.org/rescode.html).
 */
export function fault(error: unknown, path: string): unknown {
  const help = words[resultCode(error)]
  if (help === undefined) return error
  const inWords = new Error(help(path), { cause: error })
  return resultCode(error) === full ? Object.assign(inWords, { code: 'FULL' }) : inWords
}

const full = 13

/** Whether the disk itself failed: what was written since may be lost, so nothing more may be acknowledged. */
export function isDiskFailure(error: unknown): boolean {
  return resultCode(error) === 10
}

/** Whether there is no room left on the disk. */
export function isFull(error: unknown): boolean {
  return resultCode(error) === full
}

/** Whether the file is not what SQLite wrote. */
export function isDamage(error: unknown): boolean {
  return [11, 26].includes(resultCode(error))
}

/** What to tell of a damaged file. */
export function damaged(path: string): string {
  return `The database ${path} is damaged. Parley has not changed it. Put a backup copy in its place, or move the file away to start with an empty one.`
}

const words: Record<number, (path: string) => string> = {
  5: (path) => `The database ${path} is busy: another program has held it for too long. Close that program.`,
  8: (path) => `The database ${path} cannot be written to. Check the permissions of the file and its folder.`,
  10: (path) =>
    `The disk failed under ${path}. Look at the disk, then start Parley again: what was acknowledged is kept.`,
  11: damaged,
  [full]: (path) =>
    `The disk is full: ${path} cannot grow. Free some space and Parley goes on; nothing acknowledged is lost.`,
  14: (path) => `The database ${path} cannot be opened. Check that its folder exists and may be written to.`,
  26: damaged,
}

function resultCode(error: unknown): number {
  const known = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
  return known ? Number(error.errcode) & 0xff : 0
}
