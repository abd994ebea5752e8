import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The folder of the sources, wherever Parley was started from. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The folder is the registry: imports every file of a folder and gives, by file name, the export that is named
 * like the file. Throws when a file has none, or when it is not what the folder is for.
 */
export async function load<Item>(
  folder: string,
  is: (value: unknown) => value is Item,
): Promise<Record<string, Item>> {
  const found: Record<string, Item> = Object.create(null)
  for (const name of await names(folder)) found[name] = await loadOne(folder, name, is)
  return found
}

/** The names a folder registers. */
export async function names(folder: string): Promise<string[]> {
  const files = await readdir(join(root, folder))
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => basename(file, '.ts'))
    .sort()
}

/** One of a folder's, so that nothing of the others is loaded. */
export async function loadOne<Item>(
  folder: string,
  name: string,
  is: (value: unknown) => value is Item,
): Promise<Item> {
  const file = join(root, folder, `${name}.ts`)
  const module: Record<string, unknown> = await import(pathToFileURL(file).href)
  const item = module[camel(name)]
  if (!is(item))
    throw new Error(`${folder}/${name}.ts must export ${camel(name)}, which is what its folder is for`)
  return item
}

/** `whatsapp-cloud` is exported as `whatsappCloud`. */
const camel = (name: string) => name.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase())

const has = <Name extends string>(value: unknown, ...names: Name[]): value is Record<Name, unknown> =>
  typeof value === 'object' && value !== null && names.every((name) => name in value)

/** Whether an export has what an object of the folder must have. */
export const shaped =
  <Item>(...names: string[]) =>
  (value: unknown): value is Item =>
    has(value, ...names)

/** Whether an export is a function. */
export const callable = <Item extends (...given: never[]) => unknown>(value: unknown): value is Item =>
  typeof value === 'function'
