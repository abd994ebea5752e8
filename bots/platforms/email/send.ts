import nodemailer from 'nodemailer'
import { type ConnectionNeeds, DeliveryError } from '../../channel.ts'
import { createBrake } from './brake.ts'
import { failure } from './failure.ts'
import type { EmailCall } from './render.ts'
import type { EmailSettings } from './settings.ts'
import { token } from './token.ts'

/** Sends mails over a few connections that are kept open. */
export function createSender(settings: EmailSettings, { clock }: Pick<ConnectionNeeds, 'clock'>) {
  const transport = nodemailer.createTransport({ ...serverOf(settings), pool: true, maxConnections: 3 })
  const mayGo = createBrake(clock)

  return {
    /** Sends one mail; returns its Message-ID, which the job's key decides. Throws DeliveryError. */
    async send(call: EmailCall, key: string, signal: AbortSignal): Promise<string> {
      if (call.to === null) throw new DeliveryError('permanent', 'It is not known where to answer.')
      if (signal.aborted) throw new DeliveryError('retry', 'There was no time left to send it.')
      if (call.automatic && !mayGo(call.to.address)) throw new DeliveryError('permanent', looped)
      const mail = mailOf(call, key, settings)
      try {
        await transport.sendMail({ ...mail, signal })
        return mail.messageId
      } catch (error) {
        throw failure(error)
      }
    },
    /** Whether the server lets us in; throws DeliveryError. */
    async verify(): Promise<void> {
      const once = nodemailer.createTransport(serverOf(settings))
      await once
        .verify()
        .catch((error: unknown) => {
          throw failure(error)
        })
        .finally(() => once.close())
    },
    close: () => transport.close(),
  }
}

const looped =
  'The bot wrote very many mails to this address within the hour, so that it may be talking with a machine. It is silent for a while.'

/** Where mail is handed over; a password travels only over a secure line, or within the machine. */
function serverOf({ smtpUrl = '', ...settings }: EmailSettings) {
  const { protocol, hostname, port } = new URL(smtpUrl)
  const user = settings.smtpUser ?? settings.user
  const pass = settings.smtpPassword ?? settings.password ?? ''
  const secure = protocol === 'smtps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && user !== undefined && !isLocal(hostname),
    ...(user === undefined ? {} : { auth: { user, pass } }),
    connectionTimeout: 5000,
    greetingTimeout: 5000,
    socketTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** Whether a host is this machine, where nobody listens in. */
export function isLocal(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(hostname)
}

function mailOf(
  call: EmailCall,
  key: string,
  { address = '', name = '', secret = '', plusAddresses }: EmailSettings,
) {
  const at = address.lastIndexOf('@')
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)]
  const mark = token.issue(secret, call.thread)
  const writer = [call.agent, name].filter(Boolean)
  return {
    from: { address, name: writer.length === 2 ? `${call.agent} (${name})` : (writer[0] ?? '') },
    replyTo: plusAddresses ? { address: `${local}+${mark}@${domain}`, name } : address,
    to: call.to ?? [],
    subject: plusAddresses ? call.subject : `${call.subject} [${mark}]`,
    messageId: token.messageId(secret, call.thread, key, domain),
    ...(call.inReplyTo === '' ? {} : { inReplyTo: call.inReplyTo }),
    references: call.references,
    text: call.text,
    html: call.html,
    // What people write may be answered by their machines, what machines write may not. Source: RFC 3834, 5
    headers: call.automatic ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } : {},
  }
}
