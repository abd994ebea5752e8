import type { Kinds, NodeKind } from '../../../flows/node.ts'

/** The kinds of the folder, by their files' names. */
export const kinds: Kinds = Object.fromEntries(
  Object.entries(import.meta.glob('../../../flows/nodes/*.ts', { eager: true })).map(([path, module]) => {
    const name = /([^/]+)\.ts$/.exec(path)?.[1] ?? path
    const kind: unknown =
      typeof module === 'object' && module !== null ? Reflect.get(module, name) : undefined
    if (!isKind(kind)) throw new Error(`${path} exports no kind named ${name}`)
    return [name, kind]
  }),
)

function isKind(value: unknown): value is NodeKind {
  return typeof value === 'object' && value !== null && 'enter' in value && 'exits' in value
}
