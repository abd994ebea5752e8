/** The language a page says it is in, as BCP 47; what a page got wrong is the browser's own. */
export function pageLanguage(told: string): string {
  try {
    const [tag] = Intl.getCanonicalLocales(told.replaceAll('_', '-'))
    return tag ?? navigator.language
  } catch {
    return navigator.language
  }
}
