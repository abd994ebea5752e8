import { XMLParser } from 'fast-xml-parser'

/** The fields of a delivery, each as text or as fields of its own; null when it is no XML. Numbers stay text: ids are longer than ours. */
export function fieldsOf(xml: string): Record<string, unknown> | null {
  const root = read(xml)
  const [fields] = Object.values(root ?? {}).filter((value) => typeof value === 'object' && value !== null)
  if (fields === undefined) return null
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== '#text'))
}

function read(xml: string): object | null {
  try {
    const root: unknown = parser.parse(xml)
    return typeof root === 'object' ? root : null
  } catch {
    return null // the parser has no errors of its own kind
  }
}

// Entities are off: WeChat writes CDATA, and an entity is how XML reaches for files and grows without end.
const parser = new XMLParser({
  processEntities: false,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 16,
})
