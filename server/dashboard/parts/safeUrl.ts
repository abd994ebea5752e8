/** An address that is safe to open or to show; null for any other. Our own files have a path only. */
export function safeUrl(url: string): string | null {
  const parsed = URL.parse(url, location.origin)
  return parsed !== null && ['http:', 'https:'].includes(parsed.protocol) ? parsed.href : null
}
