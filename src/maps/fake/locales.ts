/** The locales of fakes, by the names that Python's Faker has for them. */

/** What the package has. `base` and the joke locales are left out: Python has none of them. */
const LOCALES: ReadonlySet<string> = new Set([
  'af_ZA', 'ar', 'az', 'bn_BD', 'cs_CZ', 'cy', 'da', 'de', 'de_AT', 'de_CH', 'dv', 'el', 'en', 'en_AU', 'en_CA', 'en_GB', 'en_GH',
  'en_HK', 'en_IE', 'en_IN', 'en_NG', 'en_US', 'en_ZA', 'eo', 'es', 'es_MX', 'fa', 'fi', 'fr', 'fr_BE', 'fr_CA', 'fr_CH', 'fr_LU',
  'fr_SN', 'he', 'hr', 'hu', 'hy', 'id_ID', 'it', 'ja', 'ka_GE', 'ko', 'lv', 'mk', 'nb_NO', 'ne', 'nl', 'nl_BE', 'pl', 'pt_BR',
  'pt_PT', 'ro', 'ro_MD', 'ru', 'sk', 'sr_RS_latin', 'sv', 'ta_IN', 'th', 'tr', 'uk', 'ur', 'uz_UZ_latin', 'vi', 'yo_NG', 'zh_CN',
  'zh_TW', 'zu_ZA',
]); // prettier-ignore

/** Languages whose name here is not the one that Python begins with. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['no_NO', 'nb_NO'],
  ['dk_DK', 'da'],
  ['sr_RS', 'sr_RS_latin'],
]);

/** `de_DE` and `de-DE` are `de`, where there is no `de_DE`. Null for a locale that there is not. */
export function localeNamed(name: string): string | null {
  const plain = name.replace('-', '_');
  const known = OTHER_NAMES.get(plain) ?? plain;
  if (LOCALES.has(known)) return known;
  const [language = ''] = known.split('_');
  if (/^[a-z]{2}_[A-Z]{2}$/.test(known) && LOCALES.has(language)) return language;
  return [...LOCALES].find((locale) => known === language && locale.startsWith(`${language}_`)) ?? null;
}

export function knownLocales(): Iterable<string> {
  return LOCALES;
}
