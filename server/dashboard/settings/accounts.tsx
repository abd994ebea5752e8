import { useQuery } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import { useState } from 'react'
import { useDesk } from '../data/desk.ts'
import { Blank, Skeleton, Trouble } from '../parts/blank.tsx'
import { texts } from '../texts.ts'
import { Account } from './account.tsx'
import { AccountForm } from './accountForm.tsx'
import { type AccountLine, readAccounts } from './accountLine.ts'
import { Page } from './page.tsx'

/** The brand's connections: what works, what does not and why, and how to add one. */
export function Accounts() {
  const { me } = useDesk()
  const accounts = useQuery({ queryKey: ['accounts'], queryFn: readAccounts })
  const [form, setForm] = useState<AccountLine | 'new' | null>(null)
  const admin = me.role === 'admin'
  return (
    <Page
      title={texts.channels}
      hint={admin ? texts.accountsHint : texts.adminOnly}
      action={
        <button type="button" className="button main" disabled={!admin} onClick={() => setForm('new')}>
          <Plug size={15} aria-hidden />
          {texts.addAccount}
        </button>
      }
    >
      {accounts.isPending ? (
        <Skeleton rows={3} />
      ) : accounts.isError ? (
        <Trouble error={accounts.error} retry={() => void accounts.refetch()} />
      ) : accounts.data.length === 0 ? (
        <Blank text={texts.noAccounts} />
      ) : (
        <ul className="things">
          {accounts.data.map((account) => (
            <Account key={account.id} account={account} admin={admin} edit={() => setForm(account)} />
          ))}
        </ul>
      )}
      <AccountForm account={form} close={() => setForm(null)} />
    </Page>
  )
}
