import type { Attachment, Inbound } from '../../channel.ts'
import type { Json, Message } from '../../message.ts'
import { bounce } from './bounce.ts'
import { fold } from './fold.ts'
import { machineKind } from './machine.ts'
import { type File, type Mail, readMail } from './mail.ts'
import { type EmailSettings, isOwn } from './settings.ts'
import { token } from './token.ts'

/** What the servers said of a mail before it was read; empty where only the mail is known. */
export interface Envelope {
  from: string
  to: string[]
  /** Only its head is there: the rest was too large. */
  cut?: true
}

const unknown: Envelope = { from: '', to: [] }

/**
 * What a raw mail tells: words, then each file. A thread is one identity: an answer finds it by a signed token and
 * never by who wrote it, everything else begins one. What machines send is kept and not answered.
 */
export async function inbound(raw: Buffer, settings: EmailSettings, envelope = unknown): Promise<Inbound[]> {
  const mail = await readMail(raw).catch(() => null)
  if (mail === null) return [unreadable(raw)]
  if (mail.header('from') === '' && mail.header('message-id') === '' && mail.header('received') === '')
    return []
  const told = bounce(mail, raw, settings)
  if (told !== null) return told
  const joined = threadOf(mail, settings, envelope)
  const thread = joined ?? token.idOf(`${mail.id}\n${mail.from?.address.toLowerCase() ?? ''}`)
  const item = { from: { id: thread }, once: mail.id, raw: rawOf(mail) }
  const kind = machineKind(mail, settings, envelope.from)
  if (kind === 'mail of our own' && joined !== null && token.ownIds(settings.secret, mail.id).length === 0)
    return [{ ...item, by: 'system', event: { type: 'echo', id: mail.id, message: wordsOf(mail, true) } }]
  if (kind !== null || mail.from === null)
    return [{ ...item, by: 'system', quiet: true, event: { type: 'unsupported', kind: kind ?? 'mail' } }]
  const { name } = mail.from
  const language = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*/i.exec(mail.header('content-language'))?.[0]
  const written = {
    ...item,
    from: { ...item.from, ...(name ? { name } : {}), ...(language ? { language } : {}) },
    by: 'customer',
    address: addressOf(mail, settings),
  } as const
  if (envelope.cut) return [{ ...written, event: { type: 'unsupported', kind: 'mail that is too large' } }]
  const { raw: whole, ...rest } = written
  return said(mail, joined !== null, settings).map((one, index) => ({
    ...rest,
    ...(index === 0 ? { raw: whole } : {}), // once is enough
    ...one,
  }))
}

/** Reading it fails each time, so it must not come again: it is kept as something that came. */
function unreadable(raw: Buffer): Inbound {
  const id = token.idOf(raw)
  const event = { type: 'unsupported', kind: 'mail that cannot be read' } as const
  return { from: { id }, once: `<raw.${id}>`, by: 'system', quiet: true, event }
}

function threadOf(mail: Mail, { secret }: EmailSettings, { to }: Envelope): string | null {
  const plus = [...to, mail.recipients].join('\n').match(/\+c_[a-z0-9_]+@/gi) ?? []
  const ids = [mail.inReplyTo, ...mail.references.toReversed()].filter((id) => id.startsWith('<c_'))
  const marks = mail.subject.match(/\[c_[a-z0-9_]+\]/gi) ?? []
  return (
    token.read(secret, plus.join(' ')) ??
    token.read(secret, ids.join(' ')) ??
    token.read(secret, marks.join(' '))
  )
}

/** More files than this are not taken from one mail. */
const mostFiles = 20
/** A smaller picture inside the text is a logo or counts who opened the mail, bytes. */
const smallest = 10_000

function said(
  mail: Mail,
  joined: boolean,
  settings: EmailSettings,
): Pick<Inbound, 'event' | 'files' | 'once'>[] {
  const words = wordsOf(mail, joined)
  const { id } = mail
  const [answered] = token.ownIds(settings.secret, mail.inReplyTo)
  const replyTo = answered === undefined ? {} : { replyTo: answered.id }
  const given = consentOf(words.text)
  if (given !== null) return [{ once: id, event: { type: 'consent', kind: 'messages', given } }]
  const files = mail.files.filter(({ inline, body }) => body.length > (inline ? smallest : 0))
  const items: Pick<Inbound, 'event' | 'files' | 'once'>[] = []
  if (words.text !== '') items.push({ once: id, event: { type: 'message', id, message: words, ...replyTo } })
  for (const [index, file] of files.slice(0, mostFiles).entries()) {
    const part = `${id}/${index + 1}`
    const attachment = attachmentOf(file, part)
    const message = mediaOf(file, attachment.url)
    items.push({ once: part, event: { type: 'message', id: part, message }, files: [attachment] })
  }
  if (files.length > mostFiles)
    items.push({ once: id, event: { type: 'unsupported', kind: `${files.length - mostFiles} more files` } })
  if (items.length === 0) items.push({ once: id, event: { type: 'unsupported', kind: 'empty mail' } })
  return items
}

/** The longest words of a message, in UTF-16 units. */
const longest = 60_000

/** The new words; the subject belongs to them where a thread begins. */
function wordsOf(mail: Mail, joined: boolean): Extract<Message, { type: 'text' }> {
  const parts = joined ? [fold(mail.text)] : [mail.subject, fold(mail.text)]
  const text = parts.filter((part) => part !== '').join('\n\n')
  return { type: 'text', text: text.slice(0, longest).toWellFormed() }
}

/** Whether somebody takes back (false) or gives (true) the consent to mails, with a word that is all they say. */
function consentOf(text: string): boolean | null {
  const word = text.trim().toLowerCase()
  if (/^(?:unsubscribe|stop)$/.test(word)) return false
  return /^(?:subscribe|start)$/.test(word) ? true : null
}

function attachmentOf({ type, body }: File, part: string): Attachment {
  return { url: `email:${token.idOf(part)}`, type, body }
}

function mediaOf({ type, name }: File, url: string): Message {
  const [, kind] = /^(image|audio|video)\//.exec(type) ?? []
  const shown = kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file'
  return { type: 'media', kind: type === 'image/svg+xml' ? 'file' : shown, url, name }
}

function addressOf(mail: Mail, settings: EmailSettings): Json {
  // An answer to ourselves would never end.
  const to = mail.replyTo === null || isOwn(mail.replyTo.address, settings) ? mail.from : mail.replyTo
  const id = mail.id.startsWith('<raw.') ? '' : mail.id // one that we made is known to nobody
  const references = [...new Set([...mail.references, id])].filter((one) => one !== '')
  return {
    to: to?.address ?? '',
    name: to?.name ?? '',
    subject: mail.subject.slice(0, 500),
    id,
    // The first keeps the thread together, the last tell where in it.
    references: [...references.slice(0, 1), ...references.slice(1).slice(-9)].map((one) => one.slice(0, 400)),
  }
}

/** The whole mail in words, for the agent who wants to see what was folded. */
function rawOf(mail: Mail): Json {
  const shown = ['from', 'to', 'cc', 'date', 'authentication-results'].map((name) => [
    name,
    mail.header(name),
  ])
  const headers = shown
    .filter(([, value]) => value)
    .map(([name = '', value = '']) => [name, value.slice(0, 2000)])
  return {
    ...Object.fromEntries(headers),
    subject: mail.subject.slice(0, 1000),
    text: mail.text.slice(0, 100_000).toWellFormed(),
  }
}
