import { type AddressObject, simpleParser } from 'mailparser'
import { textOf } from './html.ts'
import { token } from './token.ts'

/** A mail that was read: what of it matters here. */
export interface Mail {
  /** The Message-ID, in its brackets; made of the bytes where there is none that can be kept. */
  id: string
  from: Address | null
  /** Where an answer should go. */
  replyTo: Address | null
  /** Every address it went to, as far as it says. */
  recipients: string
  subject: string
  inReplyTo: string
  references: string[]
  /** All its words, in CommonMark. */
  text: string
  files: File[]
  /** What delivery reports say for machines. */
  reports: string[]
  /** A header's lines by its name in lower case; empty when there is none. */
  header(name: string): string
}

export interface Address {
  address: string
  name: string
}

export interface File {
  name: string
  type: string
  body: Buffer
  /** Shown inside the HTML, such as a logo. */
  inline: boolean
}

/** Reads a raw mail. Throws where it is none. */
export async function readMail(raw: Buffer): Promise<Mail> {
  const parsed = await simpleParser(raw, {
    skipTextToHtml: true,
    skipHtmlToText: true, // the parser's own shouts headings and loses lists
    keepDeliveryStatus: true,
    checksumAlgo: false,
    maxInlinedImagesSize: 0,
  })
  const lines = new Map<string, string>()
  for (const { key, line } of parsed.headerLines) {
    const value = line.slice(line.indexOf(':') + 1).replace(/\r?\n[ \t]/g, ' ')
    lines.set(key, [lines.get(key), value.trim()].filter((part) => part !== undefined).join('\n'))
  }
  const header = (name: string) => lines.get(name) ?? ''
  const [own] = [parsed.messageId ?? ''].filter((id) => /^<[\x21-\x7e]{1,400}>$/.test(id))
  const plain = clean(parsed.text ?? '')
  const report = /^message\/(?:delivery-status|disposition-notification|global-delivery-status)$/i
  return {
    id: own ?? `<raw.${token.idOf(raw)}>`,
    from: first(parsed.from),
    replyTo: first(parsed.replyTo) ?? first(parsed.from),
    recipients: ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']
      .map(header)
      .join('\n'),
    subject: clean(parsed.subject ?? '')
      .replace(/\s+/g, ' ')
      .trim(),
    inReplyTo: parsed.inReplyTo ?? '',
    references: [parsed.references ?? []].flat(),
    text: plain.trim() === '' && parsed.html ? textOf(clean(parsed.html)) : plain,
    files: parsed.attachments
      .filter(({ contentType }) => !report.test(contentType) && !signatures.test(contentType))
      .map(({ filename, contentType, content, related, cid }, index) => ({
        name: nameOf(filename ?? '') || unnamed(contentType, index + 1),
        type: contentType,
        body: content,
        inline: related === true && cid !== undefined,
      })),
    reports: parsed.attachments
      .filter(({ contentType }) => report.test(contentType))
      .map(({ content }) => content.toString('utf8')),
    header,
  }
}

function unnamed(type: string, number: number): string {
  return /^message\/rfc822$/i.test(type) ? `mail-${number}.eml` : `file-${number}`
}

/** They prove who wrote, and say nothing. */
const signatures = /^application\/(?:x-)?(?:pkcs7-signature|pgp-signature)$/i

function first(list: AddressObject | undefined): Address | null {
  const all = (list?.value ?? []).flatMap((one) => one.group ?? [one])
  const found = all.find(({ address }) => /^[^@\s<>]{1,200}@[^@\s<>]{1,200}$/.test(address ?? ''))
  if (found?.address === undefined) return null
  const name = clean(found.name).replace(/\s+/g, ' ').trim().slice(0, 200)
  return { address: found.address, name: name === found.address ? '' : name }
}

/** A name that can be shown and saved anywhere: no path, no marks that hide what it ends with. */
function nameOf(name: string): string {
  const last = clean(name).split(/[/\\]/).at(-1) ?? ''
  return last
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\s]+/g, ' ')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[. ]+/, '')
    .trim()
    .slice(-200)
}

/** Without control characters, and with whole letters only. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replaceAll('\u00a0', ' ')
    .replace(/[^\P{Cc}\n\t]/gu, '')
}
