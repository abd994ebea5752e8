import { type Features, featuresOf, vocabularyOf } from './features.ts'
import { tokenize } from './tokens.ts'

/** Makes what finds the items most like a text, the likest first, each with its likeness (a cosine, 0 to 1). */
export function nearest<Item extends { text: string }>(
  items: readonly Item[],
): (text: string, most: number) => { item: Item; likeness: number }[] {
  const read = items.map((item) => ({ item, tokens: tokenize(item.text) }))
  const vocabulary = vocabularyOf(read.map(({ tokens }) => tokens))
  const having = new Map<number, { at: number; value: number }[]>()
  for (const [at, { tokens }] of read.entries()) {
    const { indices, values } = unit(featuresOf(tokens, vocabulary))
    for (const [place, index] of indices.entries()) {
      const list = having.get(index) ?? []
      list.push({ at, value: values[place] ?? 0 })
      having.set(index, list)
    }
  }
  return (text, most) => {
    // what no item has counts into the text's length, so that a long text is not like a short part of it
    const { indices, values } = featuresOf(tokenize(text), vocabulary)
    const likeness = new Float64Array(read.length)
    for (const [place, index] of indices.entries())
      for (const { at, value } of having.get(index) ?? [])
        likeness[at] = (likeness[at] ?? 0) + value * (values[place] ?? 0)
    return read
      .map(({ item }, at) => ({ item, likeness: Math.min(1, likeness[at] ?? 0) }))
      .filter((one) => one.likeness > 0)
      .toSorted((one, other) => other.likeness - one.likeness)
      .slice(0, most)
  }
}

function unit({ indices, values }: Features): Features {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1
  return { indices, values: values.map((value) => value / length) }
}
