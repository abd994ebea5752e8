/** The language, of those at hand, in which one is answered who speaks `wanted`: the same, its base, a sister; else null. */
export function spoken(languages: readonly string[], wanted: string): string | null {
  if (languages.includes(wanted)) return wanted
  const base = baseOf(wanted)
  return (
    languages.find((language) => language === base) ??
    languages.find((language) => baseOf(language) === base) ??
    null
  )
}

function baseOf(language: string): string {
  return language.toLowerCase().split('-')[0] ?? language
}
