declare global {
  interface JSON {
    /** With the text that each value was written as, which TypeScript's own declaration has not. */
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown
  }
}

/**
 * A text as JSON, in which whole numbers that are longer than ours stay text: a token of Viber has 64 bits, and
 * rounded it is another message's. Null when it is no JSON.
 */
export function json(text: string): unknown {
  try {
    return JSON.parse(text, (_, value, { source }) =>
      typeof value === 'number' && /^-?\d+$/.test(source ?? '') && !Number.isSafeInteger(value)
        ? source
        : value,
    )
  } catch {
    return null
  }
}
