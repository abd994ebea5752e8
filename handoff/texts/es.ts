import type { Texts } from './en.ts'

/** What Parley itself says in Spanish. */
export const es: Texts = {
  connecting: 'Le pongo en contacto con una persona.',
  passed: 'Le paso con alguien que puede ayudarle.',
  trouble: 'Algo ha fallado por mi parte, así que le pongo en contacto con una persona.',
  place: 'Es el número {{place}} en la cola.',
  away: 'Ahora mismo no hay nadie. Su mensaje queda guardado y tendrá respuesta en cuanto alguien vuelva.',
  closed: 'Ahora estamos cerrados. Su mensaje queda guardado y tendrá respuesta cuando abramos.',
  toBot: 'Volver al bot',
  back: 'El bot ha vuelto. ¿En qué puedo ayudarle?',
  moment: 'Un momento, por favor.',
  noted: 'Gracias, queda anotado.',
  unreadable: 'No puedo leer este tipo de mensaje. Cuéntemelo con palabras, por favor.',
  help: 'Responda con sus propias palabras, escriba «empezar de nuevo» para volver a empezar o «una persona» para hablar con alguien.',
  goodbye: 'Hace un rato que no sé de usted, así que cierro esto por ahora. Escriba cuando quiera.',
  ended: 'Esta conversación queda cerrada. Escriba cuando quiera.',
  didYouMean: '¿Quería decir una de estas?',
  neither: 'Ninguna de estas',

  'words.person':
    'persona | una persona | persona real | una persona real | humano | un humano | agente | un agente | operador | operadora | un operador | una operadora | asesor | un asesor | hablar con una persona | hablar con alguien | hablar con un agente | hablar con un humano | quiero una persona | quiero hablar con una persona | quiero hablar con alguien | necesito una persona | puedo hablar con una persona | puedo hablar con alguien',
  'words.restart': 'empezar de nuevo | volver a empezar | reiniciar',
  'words.help': 'ayuda | ayúdame | ayúdeme',
  'words.polite': 'por favor | gracias | hola',
}
