import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Message } from '../../../bots/message.ts'
import { call } from '../data/wire.ts'
import { Blank, Skeleton, Trouble } from '../parts/blank.tsx'
import { Choice, Field } from '../parts/field.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { texts } from '../texts.ts'

type TemplateMessage = Extract<Message, { type: 'template' }>
interface Template {
  name: string
  title?: string
  language: string
  text: string
  values: number
}

/** Chooses a message that the platform approved beforehand, fills its values, and sends it. */
export function Templates(props: {
  account: string
  open: boolean
  close: () => void
  send: (message: TemplateMessage) => void
}) {
  return (
    <Sheet open={props.open} close={props.close} title={texts.template} hint={texts.templateHint}>
      {props.open && <Choose {...props} />}
    </Sheet>
  )
}

function Choose({ account, close, send }: Omit<Parameters<typeof Templates>[0], 'open'>) {
  const path = `/api/accounts/${encodeURIComponent(account)}/templates`
  const templates = useQuery({
    queryKey: ['templates', account],
    queryFn: () => call<{ items: Template[] }>('GET', path),
  })
  const [at, setAt] = useState(0)
  const [values, setValues] = useState<string[]>([])
  if (templates.isPending) return <Skeleton rows={3} />
  if (templates.isError) return <Trouble error={templates.error} retry={() => void templates.refetch()} />
  const chosen = templates.data.items[at]
  if (chosen === undefined) return <Blank text={texts.noTemplates} />
  const { name, language } = chosen
  const given = Array.from({ length: chosen.values }, (_, index) => values[index] ?? '')
  const text = filled(chosen.text, given)
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    send({ type: 'template', name, language, values: given, text })
    close()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <Choice
        label={texts.template}
        value={at}
        onChange={(event) => {
          setAt(Number(event.target.value))
          setValues([])
        }}
      >
        {templates.data.items.map((one, index) => (
          <option key={`${one.name} ${one.language}`} value={index}>
            {one.title ?? one.name} ({one.language})
          </option>
        ))}
      </Choice>
      {given.map((value, index) => (
        <Field
          // biome-ignore lint/suspicious/noArrayIndexKey: a value is its number
          key={index}
          label={texts.templateValue(index + 1)}
          value={value}
          maxLength={1024}
          required
          onChange={(event) => setValues(given.with(index, event.target.value))}
        />
      ))}
      <blockquote className="hint" dir="auto">
        {text}
      </blockquote>
      <div className="buttons">
        <button type="button" className="button" onClick={close}>
          {texts.cancel}
        </button>
        <button type="submit" className="button main">
          {texts.send}
        </button>
      </div>
    </form>
  )
}

/** The text as the customer reads it; a value that is still missing stands as its number. */
function filled(text: string, values: string[]): string {
  return text.replace(/\{\{(\d{1,2})\}\}/g, (whole, number: string) => values[Number(number) - 1] || whole)
}
