import type { Inbound } from '../../channel.ts'
import { isReport } from './machine.ts'
import type { Mail } from './mail.ts'
import { type EmailSettings, isOwn } from './settings.ts'
import { token } from './token.ts'

/**
 * What a delivery report tells of a mail of ours: that it failed for good, or arrived. An address that there is not
 * is as good as blocked until somebody writes from it. Null for any other mail, for a delay that may still end well,
 * and for what was never ours. Source: RFC 3464, and RFC 3463 for the codes.
 */
export function bounce(mail: Mail, raw: Buffer, settings: EmailSettings): Inbound[] | null {
  if (!isReport(mail) || (mail.from !== null && isOwn(mail.from.address, settings))) return null
  const outcome = outcomeOf(mail)
  const [about] = token.ownIds(settings.secret, raw.toString('latin1'))
  if (outcome === null || about === undefined) return null
  const item = { from: { id: about.thread }, once: mail.id, by: 'system' } as const
  if (outcome.status === 'delivered')
    return [{ ...item, event: { type: 'receipt', id: about.id, status: 'delivered' } }]
  const reason = outcome.reason.replace(/\s+/g, ' ').trim().slice(0, 1000)
  const failed = { type: 'receipt', id: about.id, status: 'failed', reason } as const
  return [
    { ...item, event: failed, raw: { subject: mail.subject, text: mail.text.slice(0, 10_000) } },
    ...(gone.test(outcome.code) ? [{ ...item, event: { type: 'blocked' } } as const] : []),
  ]
}

/** There is no such address, or no such server. */
const gone = /^5\.1\.(?:1|2|3|6|10)$/

type Outcome = { status: 'failed'; code: string; reason: string } | { status: 'delivered' } | null

function outcomeOf({ reports, text }: Mail): Outcome {
  const all = reports
    .join('\n\n')
    .split(/\n\s*\n/)
    .map(fieldsOf)
  for (const fields of all) {
    const status = fields.get('status') ?? ''
    const code = /\b5\.\d{1,3}\.\d{1,3}/.exec(status)?.[0]
    if (code === undefined || /^delayed/i.test(fields.get('action') ?? '')) continue
    const reason = fields.get('diagnostic-code')?.replace(/^\S+;\s*/, '') || `The mail was refused: ${code}.`
    // Some servers say more in the words than in the field.
    const told = code.endsWith('.0') ? (/\b5\.1\.1\b/.exec(reason)?.[0] ?? code) : code
    return { status: 'failed', code: told, reason }
  }
  if (all.some((fields) => /^(?:delivered|relayed)/i.test(fields.get('action') ?? '')))
    return { status: 'delivered' }
  if (reports.length > 0) return null
  // Older servers write for people only.
  const line = text.split('\n').find((one) => /\b5\.\d{1,3}\.\d{1,3}\b|\b55[0-4]\b/.test(one))
  if (line === undefined) return null
  return { status: 'failed', code: /\b5\.\d{1,3}\.\d{1,3}\b/.exec(line)?.[0] ?? '', reason: line }
}

function fieldsOf(block: string): Map<string, string> {
  const lines = block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [, name, value] = /^([\w-]{1,60}):\s*(.*)$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value.trim()]]
    }),
  )
}
