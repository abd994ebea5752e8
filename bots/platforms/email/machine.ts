import type { Mail } from './mail.ts'
import { type EmailSettings, isOwn } from './settings.ts'

/**
 * What kind of mail this is that no person wrote to us, and that must never be answered by a machine; null for an
 * ordinary one. Source: RFC 3834, and the headers that programs set which do not follow it.
 */
export function machineKind(mail: Mail, settings: EmailSettings, returnPath: string): string | null {
  const { header } = mail
  if (mail.from !== null && isOwn(mail.from.address, settings)) return 'mail of our own'
  if (/^yes/i.test(header('x-spam-flag'))) return 'spam'
  if (isReport(mail)) return 'delivery report'
  if (/^(?:auto[-_]?reply|auto[-_]?response)/i.test(header('precedence'))) return 'automatic reply'
  if (listed.some((name) => header(name) !== '') || /^(?:list|bulk|junk)/i.test(header('precedence')))
    return 'mailing list'
  const submitted = header('auto-submitted')
  if (submitted !== '' && !/^no\b/i.test(submitted)) return 'automatic reply'
  if (replying.some((name) => header(name) !== '')) return 'automatic reply'
  if (away.test(mail.subject)) return 'automatic reply'
  if (/^<>\s*$/.test(returnPath || header('return-path'))) return 'automatic reply'
  if (mail.from === null) return 'mail without a sender'
  if (nobody.test(mail.from.address)) return 'mail of a machine'
  return null
}

/** Whether a mail tells what became of another: by its form, or since a mail server wrote it. */
export function isReport({ header, from }: Mail): boolean {
  const type = header('content-type')
  return /^multipart\/report\b/i.test(type) || /^(?:mailer-daemon|postmaster)@/i.test(from?.address ?? '')
}

const listed = ['list-id', 'list-unsubscribe', 'list-post']
const replying = [
  'x-autoreply',
  'x-autorespond',
  'x-autoreply-from',
  'x-auto-response-suppress',
  'x-fc-machinegenerated',
]
const nobody = /^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|bounces?|mailer|daemon|root|www-data)(?:[+=-].*)?@/i

const away =
  /^\s*(?:re:\s*)?(?:automatic(?: reply|ally)|auto(?:-| )?(?:reply|response)|out of (?:the )?office|abwesen(?:d|heit)|automatische (?:antwort|rückmeldung)|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|resposta automática|fora do escritório|ausência|risposta automatica|fuori sede|automatisch antwoord|afwezig|autosvar|automatyczna odpowiedź|автоответ|自動応答|自動返信|自动回复|자동 ?회신)/i
