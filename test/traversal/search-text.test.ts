import { describe, expect, it } from 'vitest';
import { searchQuery } from '../../src/graphql/search/search-text.js';

describe('a search text in the syntax of the index', () => {
  it.each([
    ['auth', '+("auth"^100 auth*)'],
    ['auth.t', '+("auth.t"^100 auth.t*)'],
    ['alice  payments', '+"alice" +("payments"^100 payments*)'],
    ['src/auth/aut', '+("src/auth/aut"^100 (+"src/auth/" +aut*))'],
    ['.env', '+(".env"^100 env*)'],
    ['src/', '+"src/"'],
    ['say "hi" \\', '+"say" +"\\"hi\\""'],
    ['a AND b', '+"a" +"AND" +("b"^100 b*)'],
    ['x~2 NOT y*', '+"x~2" +"NOT" +"y*"'],
  ])('%s', (text, query) => {
    expect(searchQuery(text)).toBe(query);
  });

  it.each(['', '   ', '*', '?:~^', '"\\"', '&& || !'])('has no word in %j', (text) => {
    expect(searchQuery(text)).toBeNull();
  });

  it('looks at sixteen words at most', () => {
    const words = searchQuery(Array.from({ length: 50 }, (_, index) => `w${index}`).join(' '));
    expect(words?.split(' +')).toHaveLength(16);
  });
});
