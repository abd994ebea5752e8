/** Ends a command with what went wrong: 2 when its words were off, else 1. */
export function failure(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  const misused = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  console.error(misused ? `${message}\nSee --help.` : message)
  process.exit(misused ? 2 : 1)
}
