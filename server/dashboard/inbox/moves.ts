import type { Me, Summary } from '../../api.ts'
import type { Desk } from '../data/desk.ts'
import { texts } from '../texts.ts'

/** What can be done with a conversation as it stands. `main`: what one most likely does next, or at the end. */
export interface Move {
  name: string
  key?: string
  main?: 'next' | 'last'
  run: () => void
}

export function movesOf(needs: {
  desk: Desk
  me: Me
  summary: Summary
  ask: (what: 'transfer' | 'release' | 'tags') => void
  /** It is the agent's own now. */
  taken: () => void
  /** The conversation was closed: what is left is the list. */
  closed: () => void
  showDetails: () => void
}): Move[] {
  const { desk, me, summary, ask } = needs
  const { id, epoch, mode, owner } = summary
  const mine = owner === `agent:${me.id}`
  const write = (note: boolean) => {
    const draft = desk.drafts(id)
    draft.set({ ...draft.get(), note })
    document.getElementById('composer')?.focus()
  }
  const take: Move = {
    name: mode === 'human' ? texts.takeOver : texts.take,
    key: 'c',
    main: 'next',
    run: () => void desk.act(id, { type: 'take', epoch }).then((done) => done && needs.taken()),
  }
  const always: Move[] = [
    { name: texts.note, key: 'n', run: () => write(true) },
    { name: texts.tags, run: () => ask('tags') },
    { name: texts.details, key: 'i', run: needs.showDetails },
  ]
  if (mode === 'closed') {
    const reopen: Move = {
      name: texts.reopen,
      main: 'next',
      run: () => void desk.act(id, { type: 'reopen', epoch }),
    }
    return [reopen, ...always]
  }
  const finish: Move = {
    name: texts.finish,
    key: 'e',
    ...(mine ? { main: 'last' as const } : {}),
    run: () => void desk.act(id, { type: 'close', epoch }).then((done) => done && needs.closed()),
  }
  return [
    ...(mine ? [] : [take]),
    { name: texts.reply, key: 'r', run: () => write(false) },
    { name: texts.transfer, key: 't', run: () => ask('transfer') },
    ...(mode === 'bot' ? [] : [{ name: texts.release, key: 'b', run: () => ask('release') }]),
    finish,
    ...always,
  ]
}
