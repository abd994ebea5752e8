import Type, { type Static } from 'typebox'

const secret = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 1000, secret: true, description }))
const text = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 500, description }))

/** What connects an e-mail address: how it sends, and at least one of three ways to receive. */
export const settings = Type.Object(
  {
    address: Type.Optional(
      Type.String({
        pattern: '^[^@+\\s<>"(),:;]{1,28}@[^@\\s<>"(),:;]{1,200}$', // with a signed token before the @ it has 64 letters
        description:
          'The address that customers write to, such as support@shop.example; at most 28 letters before the @',
      }),
    ),
    name: text('The name that mails come from, such as Example Shop'),
    smtpUrl: Type.Optional(
      Type.String({
        pattern: '^smtps?://[^\\s/@]+/?$',
        description:
          'The server that sends, such as smtps://smtp.shop.example:465, or smtp://smtp.shop.example:587 for STARTTLS',
      }),
    ),
    imapUrl: Type.Optional(
      Type.String({
        pattern: '^imaps?://[^\\s/@]+/?$',
        description: 'The server of the mailbox to read, such as imaps://imap.shop.example:993',
      }),
    ),
    user: text('The user name at both servers; without one nobody logs in to send'),
    password: secret('The password at both servers, often one made for apps'),
    smtpUser: text('The user name at the server that sends, where it is another'),
    smtpPassword: secret('The password at the server that sends, where it is another'),
    mailbox: Type.String({
      default: 'INBOX',
      minLength: 1,
      maxLength: 200,
      description: 'The folder to read; unread mail in it is taken and marked as read',
    }),
    listenPort: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65_535,
        description: "The port of Parley's own mail server, such as 25 or 2525; none when empty",
      }),
    ),
    listenHost: Type.String({
      default: '127.0.0.1',
      description: "The address that Parley's own mail server listens on; 0.0.0.0 for every network",
    }),
    tlsCert: text("A PEM file with the certificate of Parley's own mail server, which then offers STARTTLS"),
    tlsKey: text('A PEM file with the key of that certificate'),
    hookSecret: Type.Optional(
      Type.String({
        minLength: 16,
        maxLength: 256,
        secret: true,
        description: 'The secret that raw mails posted to the webhook are signed with, 16 characters or more',
      }),
    ),
    plusAddresses: Type.Boolean({
      default: true,
      description:
        'Whether support+anything@shop.example arrives too, so that answers find their thread by it; else the subject carries a mark',
    }),
    secret: Type.Optional(
      Type.String({
        minLength: 16,
        maxLength: 256,
        secret: true,
        generated: true,
        description: 'Signs the threads, 16 characters or more; made by itself when empty',
      }),
    ),
  },
  { additionalProperties: false },
)
export type EmailSettings = Static<typeof settings>

/** The largest mail that is taken, bytes: what most providers carry. */
export const largest = 25 * 1024 * 1024

/** Whether an address is the account's own, also with something after a plus. */
export function isOwn(address: string, { address: own }: EmailSettings): boolean {
  return own !== undefined && bare(address) === bare(own)
}

function bare(address: string): string {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(0, at)).split('+')[0] ?? ''
  return `${local}@${address.slice(at + 1)}`.toLowerCase()
}
