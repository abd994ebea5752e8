import type { Texts } from './en.ts'

/** What Parley itself says in Portuguese. */
export const pt: Texts = {
  connecting: 'Vou chamar uma pessoa para ajudar.',
  passed: 'Vou passar a conversa para alguém que pode ajudar.',
  trouble: 'Algo deu errado do meu lado, por isso vou chamar uma pessoa.',
  place: 'O seu número na fila é {{place}}.',
  away: 'Não há ninguém neste momento. A sua mensagem fica guardada e será respondida assim que alguém voltar.',
  closed: 'Estamos fechados neste momento. A sua mensagem fica guardada e será respondida quando abrirmos.',
  toBot: 'Voltar ao bot',
  back: 'O bot voltou. Como posso ajudar?',
  moment: 'Um momento, por favor.',
  noted: 'Obrigado, está anotado.',
  unreadable: 'Não consigo ler este tipo de mensagem. Por favor, escreva com palavras.',
  help: 'Responda com as suas palavras, escreva “começar de novo” para recomeçar ou “uma pessoa” para falar com alguém.',
  goodbye: 'Há algum tempo que não recebo notícias, por isso fecho por agora. Escreva quando quiser.',
  ended: 'Esta conversa está encerrada. Escreva quando quiser.',
  didYouMean: 'Quis dizer uma destas?',
  neither: 'Nenhuma destas',

  'words.person':
    'pessoa | uma pessoa | pessoa real | uma pessoa real | humano | um humano | agente | um agente | atendente | um atendente | operador | um operador | falar com uma pessoa | falar com alguém | falar com um atendente | falar com um humano | quero uma pessoa | quero falar com uma pessoa | quero falar com alguém | preciso de uma pessoa | posso falar com uma pessoa | posso falar com alguém',
  'words.restart': 'começar de novo | recomeçar | reiniciar',
  'words.help': 'ajuda | ajude-me | me ajuda',
  'words.polite': 'por favor | obrigado | obrigada | olá',
}
