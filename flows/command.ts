/** What a whole message may ask for wherever the bot stands. */
export type Command = 'person' | 'restart' | 'help'

/** Reads the `words.…` of these texts into a function that tells what a whole message asks for; null for any other. */
export function readCommands(
  texts: readonly Readonly<Record<string, string>>[],
): (message: string) => Command | null {
  const words = new Map<string, Command>()
  for (const command of ['help', 'restart', 'person'] as const)
    for (const phrase of texts.flatMap((one) => phrases(one[`words.${command}`]))) words.set(phrase, command)
  const polite = texts.flatMap((one) => phrases(one['words.polite']))

  return (message) => {
    if (message.length > longest) return null
    let said = fold(message)
    for (let before = ''; said !== before; ) {
      const known = words.get(said)
      if (known) return known
      before = said
      for (const phrase of polite) {
        if (said.startsWith(`${phrase} `)) said = said.slice(phrase.length + 1)
        else if (said.endsWith(` ${phrase}`)) said = said.slice(0, -phrase.length - 1)
      }
    }
    return null
  }
}

/** Text as it is compared: without case, accents, punctuation and double spaces. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** No phrase is longer, with its kind words, in UTF-16 units. */
const longest = 120

function phrases(written: string | undefined): string[] {
  return (written ?? '')
    .split('|')
    .map(fold)
    .filter((phrase) => phrase !== '')
}
