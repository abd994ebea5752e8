import { describe, expect, test } from 'vitest'
import { type Checked, check } from '../../flows/check.ts'
import type { Flow } from '../../flows/flow.ts'
import { readFlow } from '../../flows/flow.ts'
import { kinds } from './world.ts'

const read = (source: string): Flow => {
  const { flow, faults } = readFlow(source, kinds)
  if (!flow) throw new Error(JSON.stringify(faults))
  return flow
}

/** The faults of flows in YAML, each as `flow.node: message`; the first flow is the bot's start. */
function faults(sources: string[], bot: Partial<Checked> = {}): string[] {
  const flows = sources.map(read)
  const found = check(flows, kinds, {
    start: flows[0]?.flow ?? '',
    queues: ['orders'],
    languages: ['en'],
    ...bot,
  })
  return found.map(({ flow, node, message }) => `${flow}${node === undefined ? '' : `.${node}`}: ${message}`)
}

const hello = '{flow: main, nodes: {a: {say: Hello, next: z}, z: end}}'

test('a flow without faults has none', () => {
  expect(faults([hello])).toEqual([])
})

describe('names', () => {
  test('a flow named twice', () => {
    expect(faults([hello, hello])).toContain('main: Two flows are named “main”: rename one.')
  })
  test('a start that is no flow', () => {
    expect(faults([hello], { start: 'mian' })).toEqual([
      'mian: The bot starts with the flow “mian”, which does not exist (did you mean “main”?).',
    ])
  })
  test('a start that is no step', () => {
    expect(faults(['{flow: main, start: nowhere, nodes: {a: {say: Hello, next: z}, z: end}}'])[0]).toBe(
      'main: It starts at “nowhere”, which is no step.',
    )
  })
  test('an answer that is no kind and no entity of the bot', () => {
    const asks = (as: string) =>
      `{flow: main, exits: {gaveUp: z}, nodes: {a: {ask: Which?, into: x, as: ${as}, exits: {filled: z}}, z: {say: Thanks, next: e}, e: end}}`
    expect(faults([asks('nubmer')], { entities: ['size'] })).toEqual([
      'main.a: “as” is “nubmer”, which is no entity of the bot (did you mean “number”?).',
    ])
    expect(faults([asks('size')], { entities: ['size'] })).toEqual([])
    expect(faults([asks('money')], { entities: [] })).toEqual([])
  })
  test('a flow that is run or jumped into and does not exist', () => {
    expect(
      faults([
        '{flow: main, nodes: {a: {say: Hi, next: b}, b: {run: ordres, next: c}, c: {jump: main2}}}',
        '{flow: orders, nodes: {a: {say: x, next: z}, z: end}}',
      ]),
    ).toEqual([
      'main.b: It leads into the flow “ordres”, which does not exist (did you mean “orders”?).',
      'main.c: It leads into the flow “main2”, which does not exist (did you mean “main”?).',
    ])
  })
  test('an action that is no file', () => {
    const flow =
      '{flow: main, nodes: {a: {act: case_numbr, exits: {ok: z, failed: z}}, z: {say: x, next: e}, e: end}}'
    expect(faults([flow], { actions: ['case_number'] })).toEqual([
      'main.a: There is no action “case_numbr” (did you mean “case_number”?): it is a file of flows/actions.',
    ])
    expect(faults([flow])).toEqual([])
  })
  test('a variable with a slip in its name, and none that comes from outside', () => {
    expect(
      faults([
        '{flow: main, nodes: {a: {set: {order: x}, next: b}, b: {say: "{{ordr}} {{order.id}} {{fromAgent}} {{contact.name}}", next: z}, z: end}}',
      ]),
    ).toEqual(['main.b: Nothing sets {{ordr}} (did you mean {{order}}?).'])
  })
  test('a queue the bot does not have, in a node or a flow', () => {
    expect(
      faults([
        '{flow: main, handoff: {queue: gone}, nodes: {a: {handoff: {queue: ordes}}, b: {handoff: {queue: default}}}}',
      ]),
    ).toEqual([
      'main: It hands over to the queue “gone”, which the bot does not have.',
      'main.a: It hands over to the queue “ordes”, which the bot does not have (did you mean “orders”?).',
    ])
  })
})

describe('intents', () => {
  const hears = (flow: string, ...intents: string[]) =>
    `{flow: ${flow}, hears: [${intents}], nodes: {a: {say: Hello, next: z}, z: end}}`

  test('one that two flows hear', () => {
    expect(faults([hears('one', 'hours'), hears('two', 'hours')])).toEqual([
      'two: It hears “hours”, and so does the flow “one”: only one can.',
    ])
  })
  test('one that has no phrases', () => {
    expect(faults([hears('one', 'hours', 'retuns')], { intents: ['hours', 'returns'] })).toEqual([
      'one: It hears “retuns”, which has no phrases (did you mean “returns”?): add some.',
    ])
  })
  test('an exit that is an intent without phrases', () => {
    const source =
      '{flow: main, nodes: {a: {understand: What?, exits: {hous: b, unknown: b}}, b: {say: Hi, next: z}, z: end}}'
    expect(faults([source], { intents: ['hours'] })).toEqual([
      'main.a: Its exit “hous” is an intent without phrases (did you mean “hours”?).',
    ])
    expect(faults([source])).toEqual([])
  })
})

describe('exits', () => {
  test('one that leads to no step', () => {
    expect(
      faults(['{flow: main, exits: {gaveUp: gone}, nodes: {a: {say: Hello, next: zz}, z: end}}']),
    ).toEqual([
      'main: Its exit “gaveUp” leads to “gone”, which is no step.',
      'main.a: Its exit “next” leads to “zz”, which is no step (did you mean “z”?).',
    ])
  })
  test('one that is not wired', () => {
    expect(
      faults([
        '{flow: main, nodes: {a: {ask: Hi, into: x, exits: {filled: b}}, b: {say: Hello, next: z}, z: end}}',
      ]),
    ).toEqual(['main.a: Its exit “gaveUp” leads nowhere: say which step comes then.'])
  })
  test('one that the flow wires for all', () => {
    expect(
      faults([
        '{flow: main, exits: {gaveUp: b}, nodes: {a: {ask: Hi, into: x, exits: {filled: b}}, b: {say: Hello, next: z}, z: end}}',
      ]),
    ).toEqual([])
  })
  test('one that the kind does not have', () => {
    expect(faults(['{flow: main, nodes: {a: {say: Hello, exits: {next: z, nxt: z}}, z: end}}'])).toEqual([
      'main.a: It has no exit “nxt” (did you mean “next”?): it has next.',
    ])
  })
})

describe('ways', () => {
  test('a step nothing leads to', () => {
    expect(
      faults(['{flow: main, nodes: {a: {say: Hello, next: z}, b: {say: Alone, next: z}, z: end}}']),
    ).toEqual(['main.b: No step leads here: connect it, or take it away.'])
  })
  test('a step that leads to no end', () => {
    const faulty = faults([
      '{flow: main, nodes: {a: {choose: What?, choices: {on: On, off: Off}, exits: {on: b, off: z}}, b: {ask: More?, into: x, exits: {filled: b, gaveUp: b}}, z: {say: Bye, next: e}, e: end}}',
    ])
    expect(faulty).toEqual([
      'main.b: From here there is no way to an end or to a person: let one of its exits lead there.',
    ])
  })
  test('a person is an end, with or without a way back', () => {
    expect(
      faults([
        '{flow: main, nodes: {a: {ask: More?, into: x, exits: {filled: b, gaveUp: b}}, b: {handoff: true, exits: {not: a}}}}',
      ]),
    ).toEqual([])
  })
})

describe('cycles', () => {
  const round =
    ': From here the bot goes round for ever without waiting. Let a step that waits, such as ask or choose, come in between.'
  const never = (sources: string[]) =>
    faults(sources)
      .filter((fault) => fault.endsWith(round))
      .map((fault) => fault.slice(0, -round.length))

  test('of steps that never wait', () => {
    expect(
      never([
        '{flow: main, nodes: {a: {say: Hello, next: b}, b: {branch: {on: {set: x}}, exits: {on: a, else: z}}, z: end}}',
      ]),
    ).toEqual(['main.a'])
  })
  test('are none where a step waits', () => {
    expect(
      never([
        '{flow: main, nodes: {a: {say: Hello, next: b}, b: {ask: More?, into: x, exits: {filled: a, gaveUp: z}}, z: end}}',
      ]),
    ).toEqual([])
  })
  test('over jumps from flow to flow', () => {
    expect(
      never([
        '{flow: main, nodes: {a: {say: Hello, next: b}, b: {jump: other}}}',
        '{flow: other, nodes: {a: {jump: main}}}',
      ]),
    ).toEqual(['main.a'])
  })
  test('of a flow that runs itself', () => {
    expect(never(['{flow: main, nodes: {a: {run: main, next: z}, z: end}}'])).toEqual(['main.a'])
  })
  test('past a flow that ends without waiting, and not past one that waits', () => {
    const main =
      '{flow: main, nodes: {a: {run: other, next: b}, b: {branch: {on: {set: x}}, exits: {on: a, else: c}}, c: {say: Bye, next: z}, z: end}}'
    expect(never([main, '{flow: other, nodes: {a: {say: Hi, next: z}, z: end}}'])).toEqual(['main.a'])
    expect(never([main, '{flow: other, nodes: {a: {wait: 5s, next: z}, z: end}}'])).toEqual([])
  })
  test('in a flow of a thousand steps', () => {
    const steps = Array.from(
      { length: 999 },
      (_, index) => `n${index}: {say: x, next: n${index === 998 ? 0 : index + 1}}`,
    )
    expect(never([`{flow: main, nodes: {${steps.join(', ')}}}`])).toEqual(['main.n0'])
  })
})

describe('silence', () => {
  const quiet = 'Let a say step come before the end.'

  test('a flow that can end without a word', () => {
    expect(faults(['{flow: main, nodes: {a: {set: {x: 1}, next: z}, z: end}}'])).toEqual([
      `main.a: The flow can end without a word. ${quiet}`,
    ])
  })
  test('an answer that nothing follows', () => {
    expect(
      faults([
        '{flow: main, nodes: {a: {ask: More?, into: x, exits: {filled: b, gaveUp: z}}, b: {say: Fine, next: z}, z: end}}',
      ]),
    ).toEqual([`main.a: After “gaveUp” the flow can end without a word. ${quiet}`])
  })
  test('an intent that was heard before anything was asked', () => {
    expect(
      faults([
        '{flow: main, nodes: {a: {understand: What?, exits: {buy: z, unknown: b}}, b: {say: Sorry, next: z}, z: end}}',
      ]),
    ).toEqual([
      `main.a: The flow can end without a word. ${quiet}`,
      `main.a: After “buy” the flow can end without a word. ${quiet}`,
    ])
  })
  test('a flow that is only run may end in silence, if the one that runs it speaks', () => {
    const name =
      '{flow: name, nodes: {a: {ask: Name?, into: name, exits: {filled: z, gaveUp: z}}, z: {end: [name]}}}'
    expect(
      faults([
        '{flow: main, nodes: {a: {run: name, into: {n: name}, next: b}, b: {say: "Hi {{n}}", next: z}, z: end}}',
        name,
      ]),
    ).toEqual([])
    expect(faults(['{flow: main, nodes: {a: {run: name, next: z}, z: end}}', name])).toEqual([
      `main.a: After “next” the flow can end without a word. ${quiet}`,
    ])
  })
  test('a person is told of by Parley', () => {
    expect(faults(['{flow: main, nodes: {a: {handoff: true}}}'])).toEqual([])
  })
})

describe('texts', () => {
  test('one that is missing in a language of the bot', () => {
    const source =
      '{flow: main, nodes: {a: {choose: {en: What?, es: Qué}, choices: {on: {en: On}, off: Off}, exits: {on: b, off: b}}, b: {say: {en: Bye, es: Adiós}, next: z}, z: end}}'
    expect(faults([source], { languages: ['en', 'es'] })).toEqual(['main.a: “choices.on” has no text in es.'])
    expect(faults([source], { languages: ['en', 'es-MX', 'id'] })).toEqual([
      'main.a: “choose” has no text in id.',
      'main.a: “choices.on” has no text in es-MX, id.',
      'main.b: “say” has no text in id.',
    ])
  })
  test('one that is empty', () => {
    expect(
      faults([
        '{flow: main, nodes: {a: {say: {en: " "}, next: b}, b: {ask: x, into: x, again: [""], exits: {filled: c, gaveUp: c}}, c: {say: x, next: z}, z: end}}',
      ]),
    ).toEqual([
      'main.a: “say” is empty in en: write something.',
      'main.b: “again.1” is empty: write something.',
    ])
  })
  test('data of the author’s own is left alone', () => {
    expect(
      faults(['{flow: main, nodes: {a: {set: {x: {en: ""}}, next: b}, b: {say: Hi, next: z}, z: end}}'], {
        languages: ['en', 'es'],
      }),
    ).toEqual([])
  })
})

test('a regular expression that cannot be used, in a question or a condition', () => {
  const found = faults([
    '{flow: main, nodes: {a: {ask: x, into: x, pattern: "(?=a)", exits: {filled: b, gaveUp: b}}, b: {branch: {on: {not: {matches: [x, "("]}}}, exits: {on: c, else: c}}, c: {say: x, next: z}, z: end}}',
  ])
  expect(found).toHaveLength(2)
  expect(found[0]).toMatch(/^main\.a: “pattern” is no regular expression that can be used: /)
  expect(found[1]).toMatch(/^main\.b: “branch\.on\.not\.matches\.2” is no regular expression/)
})

test('a kind of step that does not exist', () => {
  const flow = read(hello)
  const broken = {
    ...flow,
    nodes: { ...flow.nodes, a: { name: 'a', kind: 'sya', options: {}, exits: {}, was: [] } },
  }
  const found = check([broken], kinds, { start: 'main', queues: [], languages: ['en'] })
  expect(found).toContainEqual({
    flow: 'main',
    node: 'a',
    message: 'There is no kind of step “sya” (did you mean “say”?).',
  })
})
