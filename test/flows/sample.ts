import { botOf, world } from './world.ts'

/** The flow of orders from the design, and two that answer from anywhere. */
export const orders = `
flow: orders
hears: [order_status]
start: topic
handoff: { queue: orders, collected: [order, topic] }
exits: { gaveUp: person, failed: person, unknown: person }
nodes:
  topic:
    choose: What is it about?
    choices: { late: It is late, other: Something else }
    exits: { late: number, other: listen }
  listen:
    understand: Tell me in your own words.
    exits: { order_status: number, refund: complain, unsure: topic }
  number:
    ask: Your order number, please.
    pattern: '^[A-Z]{2}[0-9]{6}$'
    into: order
    again: [It looks like AB123456.]
    exits: { filled: lookup }
  lookup:
    call: { get: 'https://shop.example/orders/{{order}}', timeout: 5s }
    into: found
    exits: { ok: late }
  late:
    branch: { late: { greater: [found.daysLate, 3] } }
    exits: { late: complain, else: told }
  told: { say: 'It arrives on {{found.due}}.', next: bye }
  complain: { set: { topic: complaint }, next: person }
  person: { handoff: true, exits: { resolved: bye, not: topic } }
  bye: { say: 'Write again any time.', next: done }
  done: end
`
export const hours = `
flow: hours
hears: [opening_hours]
nodes:
  a: { say: We open at nine., next: z }
  z: end
`
export const deliver = `
flow: deliver
hears: [delivery]
nodes:
  q:
    ask: Which city?
    pattern: '^[A-Z]'
    into: city
    again: ['A city, please.']
    exits: { filled: s, gaveUp: z }
  s: { say: 'To {{city}} in two days.', next: z }
  z: end
`
export const bot = botOf([orders, hours, deliver])
export const place = (number: number) =>
  `parley: I am getting someone for you. You are number ${number} in the queue.\n- Back to the bot`

/** At the question for the order number. */
export function atNumber() {
  const w = world(bot)
  w.says('hi')
  w.picks('late')
  return w
}
/** While the call for the order is out. */
export function atLookup() {
  const w = atNumber()
  w.says('AB123456')
  return w
}
