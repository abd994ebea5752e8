import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { parse } from './address.ts'
import { damaged, fault } from './fault.ts'
import { text } from './row.ts'

/**
 * Copies a SQLite file while Parley goes on, as it is at this moment, and proves the copy. Throws where there is a
 * file of that name. SQLite's own backup begins anew at each write of another process; this reads once.
 */
export function backup(url: string, file: string): void {
  const { path } = parse(url)
  if (!existsSync(path)) throw new Error(`There is no database ${path}.`)
  if (existsSync(file)) throw new Error(`${file} is there already. Name another file.`)
  const part = `${file}.part`
  rmSync(part, { force: true })
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
  try {
    db.prepare('VACUUM INTO ?').run(part)
    chmodSync(part, 0o600)
    prove(part)
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    throw fault(error, path)
  } finally {
    db.close()
  }
}

function prove(part: string): void {
  const copy = new DatabaseSync(part, { readOnly: true })
  const found = text(copy.prepare('PRAGMA quick_check(1)').get() ?? {}, 'quick_check')
  copy.close()
  if (found !== 'ok') throw new Error(`${damaged(part)} (${found})`)
}
