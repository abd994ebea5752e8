import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call, wordsOf } from '../data/wire.ts'
import { Skeleton, Trouble } from '../parts/blank.tsx'
import { Choice, Field, textIn } from '../parts/field.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { texts } from '../texts.ts'
import { type AccountLine, accountPath, type ChannelLine, readChannels } from './accountLine.ts'
import { Setting, settingsIn } from './setting.tsx'

/** Adds a connection (`new`), or changes the settings of one; the form is the channel's own schema. */
export function AccountForm({ account, close }: { account: AccountLine | 'new' | null; close: () => void }) {
  const title = account === 'new' || account === null ? texts.addAccount : account.name
  return (
    <Sheet open={account !== null} close={close} title={title}>
      {account !== null && <Kinds account={account === 'new' ? null : account} close={close} />}
    </Sheet>
  )
}

function Kinds({ account, close }: { account: AccountLine | null; close: () => void }) {
  const channels = useQuery({ queryKey: ['channels'], queryFn: readChannels })
  const [kind, setKind] = useState(account?.channel)
  if (channels.isPending) return <Skeleton rows={3} />
  if (channels.isError) return <Trouble error={channels.error} retry={() => void channels.refetch()} />
  const channel = channels.data.find(({ name }) => name === kind) ?? channels.data[0]
  return (
    <>
      {account === null && (
        <Choice label={texts.kind} value={channel?.name} onChange={(event) => setKind(event.target.value)}>
          {channels.data.map(({ name, title, closed }) => (
            <option key={name} value={name}>
              {closed ? texts.closedPlatform(title) : title}
            </option>
          ))}
        </Choice>
      )}
      {channel?.closed !== undefined && <p className="hint">{channel.closed}</p>}
      {channel && <Settings key={channel.name} account={account} channel={channel} close={close} />}
    </>
  )
}

function Settings(props: { account: AccountLine | null; channel: ChannelLine; close: () => void }) {
  const { account, channel, close } = props
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const settings = settingsIn(form, channel.settings)
      return account === null
        ? call<AccountLine>('POST', '/api/accounts', {
            channel: channel.name,
            name: textIn(form, 'name'),
            settings,
          })
        : call<AccountLine>('PUT', accountPath(account), { settings })
    },
    onSuccess: async () => {
      close()
      await client.invalidateQueries({ queryKey: ['accounts'] })
    },
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    save.mutate(new FormData(event.currentTarget))
  }
  return (
    <form onSubmit={submit} className="stack">
      {account === null && (
        <Field
          name="name"
          label={texts.accountName}
          hint={texts.accountNameFault}
          pattern="[a-z0-9][a-z0-9\-]{0,49}"
          required
        />
      )}
      {Object.entries(channel.settings.properties ?? {})
        .filter(([, schema]) => !schema.generated)
        .map(([name, schema]) => (
          <Setting
            key={name}
            name={name}
            schema={schema}
            required={channel.settings.required?.includes(name) ?? false}
            stored={account?.settings[name]}
          />
        ))}
      {save.isError && (
        <p role="alert" className="fault">
          {wordsOf(save.error)}
        </p>
      )}
      <div className="buttons">
        <button type="button" className="button" onClick={close}>
          {texts.cancel}
        </button>
        <button type="submit" className="button main" disabled={save.isPending}>
          {account === null ? texts.connect : texts.save}
        </button>
      </div>
    </form>
  )
}
