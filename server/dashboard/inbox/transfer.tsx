import { type FormEvent, useState } from 'react'
import type { Summary } from '../../api.ts'
import { useDesk } from '../data/desk.ts'
import { usePeople, useQueues } from '../data/session.ts'
import { Choice, Field, textIn } from '../parts/field.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { texts } from '../texts.ts'

/** Passes a conversation on, to a queue or to a person, with a note for them. */
export function Transfer(props: { open: boolean; close: () => void; summary: Summary }) {
  return (
    <Sheet open={props.open} close={props.close} title={texts.transfer} hint={texts.transferHint}>
      <Form {...props} />
    </Sheet>
  )
}

function Form({ close, summary }: { close: () => void; summary: Summary }) {
  const { desk, me } = useDesk()
  const others = (usePeople().data ?? []).filter(({ id }) => id !== me.id)
  const [to, setTo] = useState<'queue' | 'agent'>('queue')
  const queues = useQueues().data ?? [{ name: 'default', waiting: 0 }]

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const note = textIn(form, 'note').trim()
    await desk.act(summary.id, {
      type: 'transfer',
      epoch: summary.epoch,
      to: to === 'queue' ? { queue: textIn(form, 'queue').trim() } : { agent: textIn(form, 'agent') },
      ...(note === '' ? {} : { note }),
    })
    close()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="stack">
      <div className="switch">
        <button type="button" aria-pressed={to === 'queue'} onClick={() => setTo('queue')}>
          {texts.toQueue}
        </button>
        <button type="button" aria-pressed={to === 'agent'} onClick={() => setTo('agent')}>
          {texts.toAgent}
        </button>
      </div>
      {to === 'queue' ? (
        <Choice name="queue" label={texts.queueName} defaultValue={summary.waiting?.queue ?? 'default'}>
          {queues.map(({ name, waiting }) => (
            <option key={name} value={name}>
              {name} · {texts.waitingCount(waiting)}
            </option>
          ))}
        </Choice>
      ) : others.length === 0 ? (
        <p className="hint">{texts.nobodyElse}</p>
      ) : (
        <Choice name="agent" label={texts.agentName}>
          {others.map(({ id, name, presence }) => (
            <option key={id} value={id}>
              {name} · {texts[presence]}
            </option>
          ))}
        </Choice>
      )}
      <Field name="note" label={texts.noteOptional} maxLength={10_000} dir="auto" />
      <div className="buttons">
        <button type="button" className="button" onClick={close}>
          {texts.cancel}
        </button>
        <button type="submit" className="button main" disabled={to === 'agent' && others.length === 0}>
          {texts.transfer}
        </button>
      </div>
    </form>
  )
}
