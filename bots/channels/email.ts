import type { Channel, Inbound, WebhookRequest } from '../channel.ts'
import { connect } from '../platforms/email/connect.ts'
import { inbound } from '../platforms/email/inbound.ts'
import { type EmailCall, render } from '../platforms/email/render.ts'
import { type EmailSettings, settings } from '../platforms/email/settings.ts'
import { signed } from '../platforms/email/signature.ts'

/**
 * E-mail, for what takes longer: a mailbox, a mail server of Parley's own, or raw mails (`message/rfc822`) posted to
 * the webhook, signed as `platforms/email/signature.ts` says. Sources: RFC 5321, 5322, 3834 and 3464.
 */
export const email: Channel<EmailSettings, EmailCall> = {
  title: 'E-mail',
  settings,
  limits: {
    text: 60_000,
    unit: 'utf16',
    choices: 0, // numbered, and answered by number
    choiceText: 0,
    choiceValue: 0,
    media: [],
    caption: 0,
    location: false,
    card: false,
    batch: 1,
  },
  off,
  verify: (request, { hookSecret }) => signed(request, hookSecret, Date.now()),
  parse,
  render,
  connect,
}

function off({ address, smtpUrl, imapUrl, user, listenPort, hookSecret }: EmailSettings): string | null {
  if (!address) return 'EMAIL_ADDRESS is not set: it is to this that customers write.'
  if (!smtpUrl) return 'EMAIL_SMTP_URL is not set: it is by this server that Parley answers.'
  if (!imapUrl && listenPort === undefined && !hookSecret)
    return 'Nothing is received: set EMAIL_IMAP_URL for a mailbox, EMAIL_LISTEN_PORT for a mail server of its own, or EMAIL_HOOK_SECRET for the webhook.'
  if (imapUrl && !user) return 'EMAIL_USER is not set: it is by this that the mailbox is opened.'
  return null
}

function parse({ body }: WebhookRequest, settings: EmailSettings): Promise<Inbound[]> {
  return inbound(body, settings)
}
