import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textOf } from '../../../../bots/platforms/email/html.ts'

test.each([
  ['<p>One</p><p>Two</p>', 'One\n\nTwo'],
  ['<div>One</div> <div>Two<br>Three</div><div><br></div><div>Four</div>', 'One\nTwo\nThree\n\nFour'],
  ['One  \n two', 'One two'],
  ['<b> bold </b>and <em>so</em>', '**bold** and _so_'],
  ['<a href="https://shop.example">https://shop.example</a>', 'https://shop.example'],
  ['<a href="mailto:a@b.example">a@b.example</a>', 'a@b.example'],
  ["<a class=x href='https://shop.example/a b'>see</a>", 'see'],
  ['<a href="javascript:alert(1)">click</a>', 'click'],
  ['<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>', '1. a\n\n- b\n\n2. c'],
  ['<table><tr><td>Lamp</td><td>2</td></tr><tr><td>Chair</td><td>1</td></tr></table>', 'Lamp 2\nChair 1'],
  ['<pre>a\n  b</pre>', 'a\nb'],
  ['a<blockquote>b<blockquote>c</blockquote></blockquote>d', 'a\n\n> b\n>\n> > c\n\nd'],
  ['<style>p{}</style><script>x<y</script><!-- <p>no</p> -->yes', 'yes'],
  ['<img src="https://t.example/1.gif"><img src="cid:1" alt="a lamp">', '[a lamp]'],
  ['1 < 2 &lt; 3 &amp;&#233;&#xE9;&eacute;&nope; &#0; &#xD800;', '1 < 2 < 3 &ééé&nope;'],
  ['<b>never closed', 'never closed'],
  ['</b></blockquote></ul>nothing was open', 'nothing was open'],
  ['<p', ''],
])('reads %j', (html, text) => {
  expect(textOf(html)).toBe(text)
})

test('reads any page, and loads nothing from it', () => {
  const part = fc.constantFrom(
    ...[
      '<a href="https://x.example/">',
      '</a>',
      '<b>',
      '</b>',
      '<blockquote>',
      '</blockquote>',
      '<pre>',
      '</pre>',
    ],
    ...[
      '<ul>',
      '<ol>',
      '<li>',
      '</ol>',
      '<img src="https://x.example/y.png">',
      '<',
      '>',
      '&',
      'x',
      ' ',
      '\n',
      '<!--',
      '-->',
    ],
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string())), (parts) => {
      expect(textOf(parts.join(''))).not.toContain('y.png)')
    }),
  )
})
