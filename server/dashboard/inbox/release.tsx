import { type FormEvent, useState } from 'react'
import type { Detail } from '../../api.ts'
import { useDesk } from '../data/desk.ts'
import { Field, textIn } from '../parts/field.tsx'
import { Pairs, pairsIn, pairsOf } from '../parts/pairs.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { texts } from '../texts.ts'

/** Gives the talk back to the bot: where it goes on, what came of it, and what it should know. */
export function Release(props: { open: boolean; close: () => void; detail: Detail }) {
  return (
    <Sheet open={props.open} close={props.close} title={texts.release} hint={texts.releaseHint}>
      <Form {...props} />
    </Sheet>
  )
}

function Form({ close, detail }: { close: () => void; detail: Detail }) {
  const { desk } = useDesk()
  const [pairs, setPairs] = useState(() => pairsOf(detail.brief.collected))

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const reason = textIn(form, 'reason').trim()
    await desk.act(detail.conversation.id, {
      type: 'release',
      epoch: detail.conversation.epoch,
      to: textIn(form, 'to') === 'start' ? 'start' : 'here',
      result: {
        outcome: textIn(form, 'outcome') === 'resolved' ? 'resolved' : 'not',
        ...(reason === '' ? {} : { reason }),
        fields: pairsIn(pairs),
      },
    })
    close()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="stack">
      <fieldset className="radios">
        <legend>{texts.where}</legend>
        <Radio name="to" value="here" label={texts.here} checked />
        <Radio name="to" value="start" label={texts.start} />
      </fieldset>
      <fieldset className="radios">
        <legend>{texts.outcome}</legend>
        <Radio name="outcome" value="resolved" label={texts.resolved} checked />
        <Radio name="outcome" value="not" label={texts.notResolved} />
      </fieldset>
      <fieldset className="radios">
        <legend>{texts.fieldsForBot}</legend>
        <Pairs pairs={pairs} set={setPairs} />
      </fieldset>
      <Field name="reason" label={texts.noteOptional} maxLength={1000} dir="auto" />
      <div className="buttons">
        <button type="button" className="button" onClick={close}>
          {texts.cancel}
        </button>
        <button type="submit" className="button main">
          {texts.release}
        </button>
      </div>
    </form>
  )
}

function Radio(props: { name: string; value: string; label: string; checked?: boolean }) {
  return (
    <label className="radio">
      <input type="radio" name={props.name} value={props.value} defaultChecked={props.checked} />
      {props.label}
    </label>
  )
}
