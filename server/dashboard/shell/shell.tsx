import { Ear, Inbox as InboxSign, MailWarning, Plug, Users } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { Link, useLocation } from 'wouter'
import { type Cell, useCell } from '../data/cell.ts'
import { type Command, listenForKeys } from '../data/commands.ts'
import { useDesk } from '../data/desk.ts'
import { useList } from '../data/list.ts'
import type { Theme } from '../data/theme.ts'
import { useCommands } from '../parts/useCommands.ts'
import { texts } from '../texts.ts'
import { Keys } from './keys.tsx'
import { Palette } from './palette.tsx'
import { Profile } from './profile.tsx'

const places = [
  { path: '/inbox', to: '/inbox/queue', name: texts.inbox, Sign: InboxSign },
  { path: '/accounts', to: '/accounts', name: texts.channels, Sign: Plug },
  { path: '/people', to: '/people', name: texts.people, Sign: Users },
  { path: '/understanding', to: '/understanding', name: texts.phrases, Sign: Ear },
  { path: '/failed', to: '/failed', name: texts.failed, Sign: MailWarning },
]

/** What stands around every room: the rail, the palette, the keys, and what is said of a lost line. */
export function Shell({ theme, children }: { theme: Cell<Theme>; children: ReactNode }) {
  const { desk } = useDesk()
  const [path, go] = useLocation()
  const open = useCell(desk.sheet)
  const place = places.find((each) => path.startsWith(each.path))
  const waiting = useList('queue').data?.counts?.queue ?? 0

  useEffect(() => listenForKeys(desk.commands), [desk])
  useEffect(() => {
    const name = place?.name ?? texts.inbox
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${name} · ${texts.name}`
  }, [waiting, place])
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k' || event.isComposing) return
      event.preventDefault()
      desk.sheet.set(desk.sheet.get() === 'palette' ? null : 'palette')
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [desk])
  const shared: Command[] = [
    { name: texts.keys, keys: ['?'], run: () => desk.sheet.set('keys') },
    ...places.map(({ name, to }) => ({ name: texts.goTo(name), run: () => go(to) })),
  ]
  useCommands(shared)

  return (
    <div className="shell">
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      <nav className="rail" aria-label={texts.name}>
        {places.map(({ path: own, to, name, Sign }) => (
          <Link
            key={own}
            href={to}
            className="rail-link"
            aria-current={path.startsWith(own) ? 'page' : undefined}
          >
            <Sign size={19} aria-hidden />
            <span>{name}</span>
          </Link>
        ))}
        <span className="rail-gap" />
        <Profile theme={theme} keys={() => desk.sheet.set('keys')} />
      </nav>
      <div className="room">
        <LostLine />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Keys open={open === 'keys'} close={() => desk.sheet.set(null)} />
      <Palette open={open === 'palette'} close={() => desk.sheet.set(null)} />
    </div>
  )
}

function LostLine() {
  const lost = useCell(useDesk().desk.live.line) === 'lost'
  return (
    <div role="status" className={lost ? 'strip' : 'hidden'}>
      {lost && texts.reconnecting}
    </div>
  )
}
