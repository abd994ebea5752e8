import { Menu } from '@base-ui/react/menu'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import type { Me } from '../../api.ts'
import { type Cell, useCell } from '../data/cell.ts'
import { useDesk } from '../data/desk.ts'
import { type Theme, themes } from '../data/theme.ts'
import { call } from '../data/wire.ts'
import { Face } from '../parts/face.tsx'
import { texts } from '../texts.ts'

/** Who I am here: presence, colours, keys, and the way out. */
export function Profile({ theme, keys }: { theme: Cell<Theme>; keys: () => void }) {
  const { desk, me } = useDesk()
  const client = useQueryClient()
  const colours = useCell(theme)
  const letters = useCell(desk.commands.letters)
  const presence = useMutation({
    mutationFn: (wanted: Me['presence']) => call<Me>('PUT', '/api/people/me', { presence: wanted }),
    onSuccess: (answer) =>
      client.setQueryData<Me>(['me'], (now) => now && { ...now, presence: answer.presence }),
  })
  const leave = useMutation({
    mutationFn: () => call<null>('DELETE', '/api/login'),
    onSettled: () => {
      client.setQueryData(['me'], null)
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' })
    },
  })
  return (
    <Menu.Root>
      <Menu.Trigger className="profile" aria-label={`${texts.settings}: ${me.name}, ${texts[me.presence]}`}>
        <Face name={me.name} />
        <span className={`dot ${me.presence}`} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="inline-end" align="end" sideOffset={8} className="floating">
          <Menu.Popup className="menu">
            <div className="menu-head">
              <strong>{me.name}</strong>
              <span>{me.email}</span>
            </div>
            <Menu.RadioGroup value={me.presence} onValueChange={(wanted) => presence.mutate(wanted)}>
              <Menu.GroupLabel className="menu-label">{texts.presence}</Menu.GroupLabel>
              <Radio value="online" name={texts.online} />
              <Radio value="away" name={texts.away} />
            </Menu.RadioGroup>
            <Menu.RadioGroup value={colours} onValueChange={(wanted) => theme.set(wanted)}>
              <Menu.GroupLabel className="menu-label">{texts.theme}</Menu.GroupLabel>
              {themes.map((each) => (
                <Radio key={each} value={each} name={texts.themes[each]} />
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className="menu-line" />
            <Menu.CheckboxItem
              className="menu-item"
              checked={letters === 'on'}
              onCheckedChange={(on) => desk.commands.letters.set(on ? 'on' : 'off')}
            >
              <Menu.CheckboxItemIndicator className="tick" keepMounted>
                <Check size={14} aria-hidden />
              </Menu.CheckboxItemIndicator>
              {texts.letterKeys}
            </Menu.CheckboxItem>
            <Menu.Item className="menu-item" onClick={keys}>
              <span className="tick" />
              {texts.keys}
              <kbd>?</kbd>
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={() => leave.mutate()}>
              <span className="tick" />
              {texts.logOut}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function Radio({ value, name }: { value: string; name: string }) {
  return (
    <Menu.RadioItem value={value} className="menu-item" closeOnClick>
      <Menu.RadioItemIndicator className="tick" keepMounted>
        <Check size={14} aria-hidden />
      </Menu.RadioItemIndicator>
      {name}
    </Menu.RadioItem>
  )
}
