/** The file that an address such as `sqlite:./data/parley.db` names, and whether others may use it too. */
export function parse(url: string): { path: string; shared: boolean } {
  const parts = /^sqlite:(?:\/\/)?(?<path>[^?]+)(?<shared>\?shared)?$/.exec(url)?.groups
  if (!parts?.path)
    throw new Error(`"${url}" is not the address of a SQLite file: sqlite:./data/parley.db is one`)
  return { path: parts.path, shared: parts.shared !== undefined }
}
