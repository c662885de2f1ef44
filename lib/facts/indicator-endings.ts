/** The 2-letter country endings of the DNS, in use in 2026. */
const countries =
  'ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz ' +
  'de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it ' +
  'je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni ' +
  'nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj ' +
  'tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw'

/** Generic endings that are not also everyday identifiers. */
const generic =
  'com net org biz edu gov mil int arpa mobi aero coop museum asia xyz top club icu vip tech website online site cyou sbs cfd buzz monster quest lol gdn ' +
  'shop ltd bank law hosting ninja guru wiki xxx tel ovh'

/** Reserved (RFC 2606, 6761, 7686) and customary inside organisations. */
const inside = 'invalid test example local onion corp lan internal intra intranet'

/** A host may end in one of these. */
export const endings: ReadonlySet<string> = new Set([...countries.split(' '), ...generic.split(' '), ...inside.split(' ')])

/**
 * Endings that dotted names in programs have as often (`item.id`, `log.info`, `setup.py`): a host only with
 * three or more labels, or after `www.` or `@`. Those below that are not in `endings` are hosts then as well.
 */
export const ambiguousEndings: ReadonlySet<string> = new Set(
  'id is as do so md py sh ps ac pm info name app dev cloud pro zip mov link live space page pages world today'.split(' '),
)

/** Beginnings of dotted lower-case names that are libraries and products rather than hosts. */
export const notHosts: ReadonlySet<string> = new Set(['asp.net', 'ado.net', 'vb.net', 'ml.net', 'odp.net', 'paint.net', 'java.net', 'system.net', 'system.io'])

/** First labels of namespaces. */
export const namespaceRoots: ReadonlySet<string> = new Set(['system', 'mscorlib', 'java', 'javax', 'netstandard'])

/** Endings of file names, for telling `icon@2x.png` from an address and a path from other text with backslashes. */
export const fileEndings: ReadonlySet<string> = new Set(
  (
    '7z ashx asmx asp aspx bak bat bin bmp cab cer cfg chm cmd conf config cpl cpp crt cs csproj css csv dat db dll doc docm docx drv edb eml etl evtx exe gif gz hta htm ' +
    'html ico inf ini iso jar jpeg jpg js json jsp jse key lnk log md mdb mof msg msi msp nk2 ocx old ost pdb pdf pem pfx php pif png ppt pptx ps1 psd1 psm1 pst rar reg rtf ' +
    'resx scr sql sqlite svc sys tar tgz tif tiff tmp txt url vb vbe vbs vhd vhdx wav wim wsf wsh xls xlsm xlsx xml xsd xsl xslt yaml yml zip'
  ).split(' '),
)
