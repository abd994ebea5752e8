import type { Token } from './tokens.ts'

/**
 * Takes the greeting off the front of a message and the thanks off its end ("Hi there, where is my parcel, thank
 * you"), when words enough are left between them. Thanks in front stay: "thank you for helping" is a message.
 */
export function withoutShells(tokens: readonly Token[]): readonly Token[] {
  let start = 0
  let end = tokens.length
  for (let taken = shellAt(tokens, start, greetings); taken > 0; taken = shellAt(tokens, start, greetings)) {
    start += taken
  }
  for (let taken = shellBefore(tokens, end); taken > 0; taken = shellBefore(tokens, end)) end -= taken
  const rest = tokens.slice(start, end)
  return rest.length >= leastLeft || rest.some((token) => token.unspaced) ? rest : tokens
}

const leastLeft = 2
const longestShell = 4

const greetings = new Set(
  [
    'hi, hello, hey, hiya, hi there, hello there, hey there, hi all, hello all, good morning, good afternoon',
    'good evening, good day, dear sir or madam, dear team, dear all, greetings',
    'hallo, guten tag, guten morgen, guten abend, moin, servus, grüß gott, sehr geehrte damen und herren, liebes team',
    'bonjour, bonsoir, salut, coucou, hola, buenos días, buenos dias, buenas tardes, buenas noches, buenas',
    'ciao, buongiorno, buonasera, salve, olá, ola, oi, bom dia, boa tarde, boa noite',
    'goedemorgen, goedemiddag, goedenavond, goedendag, hoi, hej, god dag, hei, terve',
    'halo, hai, selamat pagi, selamat siang, selamat sore, selamat malam, permisi',
    'merhaba, selam, iyi günler, günaydın, cześć, dzień dobry, dobry wieczór, witam',
    'привет, здравствуйте, добрый день, добрый вечер, доброе утро, مرحبا, السلام عليكم, नमस्ते, xin chào, chào bạn',
    'こんにちは, こんばんは, おはようございます, すみません, 你好, 您好, 안녕하세요, สวัสดี, สวัสดีครับ, สวัสดีค่ะ',
  ].flatMap((line) => line.split(', ')),
)

const thanks = new Set(
  [
    'thanks, thank you, many thanks, thanks a lot, thanks so much, thank you so much, thank you very much, thx, ty',
    'thanks in advance, thank you in advance, cheers, kind regards, best regards, regards, best wishes',
    'danke, vielen dank, danke schön, danke im voraus, vielen dank im voraus, mit freundlichen grüßen, viele grüße, lg',
    'merci, merci beaucoup, merci bien, merci d avance, cordialement, bien cordialement',
    "merci d'avance, gracias, muchas gracias, gracias de antemano, saludos, un saludo",
    'grazie, grazie mille, cordiali saluti, obrigado, obrigada, muito obrigado, muito obrigada, atenciosamente',
    'bedankt, dank je, dank u, dank je wel, alvast bedankt, met vriendelijke groet, tack, takk, tak, kiitos',
    'terima kasih, terimakasih, makasih, teşekkürler, teşekkür ederim, dziękuję, dzięki, pozdrawiam',
    'спасибо, большое спасибо, заранее спасибо, شكرا, शुक्रिया, धन्यवाद, cảm ơn',
    'ありがとうございます, ありがとう, よろしくお願いします, よろしくお願いいたします, 谢谢, 謝謝, 감사합니다, ขอบคุณ, ขอบคุณครับ, ขอบคุณค่ะ',
  ].flatMap((line) => line.split(', ')),
)

/** How many tokens from `start` are the longest shell there. */
function shellAt(tokens: readonly Token[], start: number, shells: ReadonlySet<string>): number {
  for (let length = Math.min(longestShell, tokens.length - start); length > 0; length--) {
    if (shells.has(phrase(tokens, start, start + length))) return length
  }
  return 0
}

function shellBefore(tokens: readonly Token[], end: number): number {
  for (let length = Math.min(longestShell, end); length > 0; length--) {
    if (thanks.has(phrase(tokens, end - length, end))) return length
  }
  return 0
}

const phrase = (tokens: readonly Token[], start: number, end: number) =>
  tokens
    .slice(start, end)
    .map((token) => token.text)
    .join(' ')
