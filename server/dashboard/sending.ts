/** What the dashboard says of sending: until when, templates, files, costs. */
export const sending = {
  windowHint: 'Too late to write here: you can only after the customer writes again.',
  templatesHint: 'Too late for free text: an approved template can be sent until the customer writes again.',
  refusedHint: 'The customer opted out and gets no messages.',
  blockedHint: 'The customer blocks us, so messages do not reach them.',
  writeUntil: (time: string) => `You can write until ${time}.`,
  writesLeft: (count: number) =>
    count === 1
      ? 'One message is left until the customer writes again.'
      : `${count} messages are left until the customer writes again.`,
  template: 'Template',
  templateHint: 'The platform approved these beforehand.',
  templateValue: (number: number) => `Value ${number}`,
  noTemplates: 'This account has no approved templates, or its settings do not say where they are.',
  noFile: (name: string, reason?: string) => `${name} is not here${reason ? `: ${reason}` : '.'}`,
  cost: (amount: number, currency: string, parts: number) =>
    [
      parts > 1 ? `${parts} parts` : '',
      new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: 4 }).format(amount),
    ]
      .filter(Boolean)
      .join(', '),
}
