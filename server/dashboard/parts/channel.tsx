import { AtSign, Globe, Mail, MessageCircle, MessageSquareText, Phone, Send } from 'lucide-react'

/** The name of a channel with a quiet sign before it. */
export function Channel({ name }: { name: string }) {
  const Sign = signs[name] ?? MessageCircle
  return (
    <span className="channel">
      <Sign size={13} aria-hidden />
      {titles[name] ?? name.charAt(0).toUpperCase() + name.slice(1)}
    </span>
  )
}

const signs: Record<string, typeof Globe> = {
  web: Globe,
  email: Mail,
  sms: MessageSquareText,
  telegram: Send,
  voice: Phone,
  x: AtSign,
}
const titles: Record<string, string> = {
  web: 'Web chat',
  email: 'E-mail',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  line: 'LINE',
  wechat: 'WeChat',
  linkedin: 'LinkedIn',
  x: 'X',
}
