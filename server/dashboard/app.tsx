import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import type { Me } from '../api.ts'
import type { Cell } from './data/cell.ts'
import { createDesk, type Desk, DeskContext } from './data/desk.ts'
import { useSession } from './data/session.ts'
import type { Theme } from './data/theme.ts'
import { Inbox } from './inbox/inbox.tsx'
import { Skeleton, Trouble } from './parts/blank.tsx'
import { Accounts } from './settings/accounts.tsx'
import { Failed } from './settings/failed.tsx'
import { People } from './settings/people.tsx'
import { Understanding } from './settings/understanding.tsx'
import { Shell } from './shell/shell.tsx'
import { Accept } from './welcome/accept.tsx'
import { Login } from './welcome/login.tsx'

/** The dashboard: what somebody without a session sees, and the desk of somebody with one. */
export function App({ theme }: { theme: Cell<Theme> }) {
  const session = useSession()
  return (
    <Switch>
      <Route path="/setup">
        <Accept first />
      </Route>
      <Route path="/invite">
        <Accept />
      </Route>
      <Route>
        {session.data ? (
          <AtDesk key={session.data.id} me={session.data} theme={theme} />
        ) : session.data === null ? (
          <Login />
        ) : session.isError ? (
          <Trouble error={session.error} retry={() => void session.refetch()} />
        ) : (
          <Skeleton rows={1} />
        )}
      </Route>
    </Switch>
  )
}

function AtDesk({ me, theme }: { me: Me; theme: Cell<Theme> }) {
  const client = useQueryClient()
  const [desk, setDesk] = useState<Desk | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a desk is one person's; their presence does not renew it
  useEffect(() => {
    const url = `${location.origin.replace(/^http/, 'ws')}/api/live`
    const opened = createDesk({ client, me, url })
    setDesk(opened)
    return opened.close
  }, [client, me.id])
  if (desk === null) return null
  return (
    <DeskContext value={{ desk, me }}>
      <Shell theme={theme}>
        <Switch>
          <Route path="/inbox/:view" component={Inbox} />
          <Route path="/accounts" component={Accounts} />
          <Route path="/people" component={People} />
          <Route path="/understanding" component={Understanding} />
          <Route path="/failed" component={Failed} />
          <Route>
            <Redirect to="/inbox/queue" replace />
          </Route>
        </Switch>
      </Shell>
    </DeskContext>
  )
}
