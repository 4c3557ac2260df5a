/* charset_tables: written by charset.pl; not to be edited.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_CHARSET_TABLES_H
#define BS_CHARSET_TABLES_H

/* clang-format off */

static const unsigned short letters_koi8r[] =
    u"─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u00a0⌡°²·÷"
    u"═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©"
    u"юабцдефгхийклмнопярстужвьызшэщчъ"
    u"ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ";

static const unsigned short letters_koi8u[] =
    u"─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u00a0⌡°²·÷"
    u"═║╒ёє╔ії╗╘╙╚╛ґ╝╞╟╠╡ЁЄ╣ІЇ╦╧╨╩╪Ґ╬©"
    u"юабцдефгхийклмнопярстужвьызшэщчъ"
    u"ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ";

static const unsigned short letters_cp866[] =
    u"АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
    u"абвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
    u"└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
    u"рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u00a0";

static const unsigned short letters_cp874[] =
    u"€����…�����������‘’“”•–—��������"
    u"\u00a0กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟ"
    u"ภมยรฤลฦวศษสหฬอฮฯะ\u0e31าำ\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a����฿"
    u"เแโใไๅๆ\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e๏๐๑๒๓๔๕๖๗๘๙๚๛����";

static const unsigned short letters_cp1250[] =
    u"€�‚�„…†‡�‰Š‹ŚŤŽŹ�‘’“”•–—�™š›śťžź"
    u"\u00a0ˇ˘Ł¤Ą¦§¨©Ş«¬\u00ad®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľż"
    u"ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
    u"ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";

static const unsigned short letters_cp1251[] =
    u"ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—�™љ›њќћџ"
    u"\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕї"
    u"АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
    u"абвгдежзийклмнопрстуфхцчшщъыьэюя";

static const unsigned short letters_cp1252[] =
    u"€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ"
    u"\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿"
    u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
    u"àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";

static const unsigned short letters_cp1253[] =
    u"€�‚ƒ„…†‡�‰�‹�����‘’“”•–—�™�›����"
    u"\u00a0΅Ά£¤¥¦§¨©�«¬\u00ad®―°±²³΄µ¶·ΈΉΊ»Ό½ΎΏ"
    u"ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ�ΣΤΥΦΧΨΩΪΫάέήί"
    u"ΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ�";

static const unsigned short letters_cp1254[] =
    u"€�‚ƒ„…†‡ˆ‰Š‹Œ����‘’“”•–—˜™š›œ��Ÿ"
    u"\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿"
    u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß"
    u"àáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ";

static const unsigned short letters_cp1255[] =
    u"€�‚ƒ„…†‡ˆ‰�‹�����‘’“”•–—˜™�›����"
    u"\u00a0¡¢£₪¥¦§¨©×«¬\u00ad®¯°±²³´µ¶·¸¹÷»¼½¾¿"
    u"\u05b0\u05b1\u05b2\u05b3\u05b4\u05b5\u05b6\u05b7\u05b8\u05b9�\u05bb\u05bc\u05bd\u05be\u05bf"
    u"\u05c0\u05c1\u05c2\u05c3\u05f0\u05f1\u05f2\u05f3\u05f4�������"
    u"\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8\u05d9\u05da\u05db\u05dc\u05dd\u05de\u05df"
    u"\u05e0\u05e1\u05e2\u05e3\u05e4\u05e5\u05e6\u05e7\u05e8\u05e9\u05ea��\u200e\u200f�";

static const unsigned short letters_cp1256[] =
    u"€\u067e‚ƒ„…†‡ˆ‰\u0679‹Œ\u0686\u0698\u0688\u06af‘’“”•–—\u06a9™\u0691›œ\u200c\u200d\u06ba"
    u"\u00a0\u060c¢£¤¥¦§¨©\u06be«¬\u00ad®¯°±²³´µ¶·¸¹\u061b»¼½¾\u061f"
    u"\u06c1\u0621\u0622\u0623\u0624\u0625\u0626\u0627\u0628\u0629\u062a\u062b\u062c\u062d\u062e\u062f"
    u"\u0630\u0631\u0632\u0633\u0634\u0635\u0636×\u0637\u0638\u0639\u063a\u0640\u0641\u0642\u0643"
    u"à\u0644â\u0645\u0646\u0647\u0648çèéêë\u0649\u064aîï"
    u"\u064b\u064c\u064d\u064eô\u064f\u0650÷\u0651ù\u0652ûü\u200e\u200f\u06d2";

static const unsigned short letters_cp1257[] =
    u"€�‚�„…†‡�‰�‹�¨ˇ¸�‘’“”•–—�™�›�¯˛�"
    u"\u00a0�¢£¤�¦§Ø©Ŗ«¬\u00ad®Æ°±²³´µ¶·ø¹ŗ»¼½¾æ"
    u"ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽß"
    u"ąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž˙";

static const unsigned short letters_cp1258[] =
    u"€�‚ƒ„…†‡ˆ‰�‹Œ����‘’“”•–—˜™�›œ��Ÿ"
    u"\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿"
    u"ÀÁÂĂÄÅÆÇÈÉÊË\u0300ÍÎÏĐÑ\u0309ÓÔƠÖ×ØÙÚÛÜƯ\u0303ß"
    u"àáâăäåæçèéêë\u0301íîïđñ\u0323óôơö÷øùúûüư₫ÿ";

static const unsigned short letters_iso88592[] =
    u"\u00a0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00adŽŻ°ą˛ł´ľśˇ¸šşťź˝žż"
    u"ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
    u"ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";

static const unsigned short letters_iso88593[] =
    u"\u00a0Ħ˘£¤�Ĥ§¨İŞĞĴ\u00ad�Ż°ħ²³´µĥ·¸ışğĵ½�ż"
    u"ÀÁÂ�ÄĊĈÇÈÉÊËÌÍÎÏ�ÑÒÓÔĠÖ×ĜÙÚÛÜŬŜß"
    u"àáâ�äċĉçèéêëìíîï�ñòóôġö÷ĝùúûüŭŝ˙";

static const unsigned short letters_iso88594[] =
    u"\u00a0ĄĸŖ¤ĨĻ§¨ŠĒĢŦ\u00adŽ¯°ą˛ŗ´ĩļˇ¸šēģŧŊžŋ"
    u"ĀÁÂÃÄÅÆĮČÉĘËĖÍÎĪĐŅŌĶÔÕÖ×ØŲÚÛÜŨŪß"
    u"āáâãäåæįčéęëėíîīđņōķôõö÷øųúûüũū˙";

static const unsigned short letters_iso88595[] =
    u"\u00a0ЁЂЃЄЅІЇЈЉЊЋЌ\u00adЎЏАБВГДЕЖЗИЙКЛМНОП"
    u"РСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп"
    u"рстуфхцчшщъыьэюя№ёђѓєѕіїјљњћќ§ўџ";

static const unsigned short letters_iso88596[] =
    u"\u00a0���¤�������\u060c\u00ad�������������\u061b���\u061f"
    u"�\u0621\u0622\u0623\u0624\u0625\u0626\u0627\u0628\u0629\u062a\u062b\u062c\u062d\u062e\u062f"
    u"\u0630\u0631\u0632\u0633\u0634\u0635\u0636\u0637\u0638\u0639\u063a�����"
    u"\u0640\u0641\u0642\u0643\u0644\u0645\u0646\u0647\u0648\u0649\u064a\u064b\u064c\u064d\u064e\u064f"
    u"\u0650\u0651\u0652�������������";

static const unsigned short letters_iso88597[] =
    u"\u00a0‘’£€₯¦§¨©ͺ«¬\u00ad�―°±²³΄΅Ά·ΈΉΊ»Ό½ΎΏ"
    u"ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ�ΣΤΥΦΧΨΩΪΫάέήί"
    u"ΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ�";

static const unsigned short letters_iso88598[] =
    u"\u00a0�¢£¤¥¦§¨©×«¬\u00ad®¯°±²³´µ¶·¸¹÷»¼½¾�"
    u"�������������������������������‗"
    u"\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8\u05d9\u05da\u05db\u05dc\u05dd\u05de\u05df"
    u"\u05e0\u05e1\u05e2\u05e3\u05e4\u05e5\u05e6\u05e7\u05e8\u05e9\u05ea��\u200e\u200f�";

static const unsigned short letters_iso885910[] =
    u"\u00a0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00adŪŊ°ąēģīĩķ·ļđšŧž―ūŋ"
    u"ĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞß"
    u"āáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ";

static const unsigned short letters_iso885913[] =
    u"\u00a0”¢£¤„¦§Ø©Ŗ«¬\u00ad®Æ°±²³“µ¶·ø¹ŗ»¼½¾æ"
    u"ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽß"
    u"ąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž’";

static const unsigned short letters_iso885914[] =
    u"\u00a0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00ad®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡ"
    u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶß"
    u"àáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ";

static const unsigned short letters_iso885915[] =
    u"\u00a0¡¢£€¥Š§š©ª«¬\u00ad®¯°±²³Žµ¶·ž¹º»ŒœŸ¿"
    u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
    u"àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";

static const unsigned short letters_iso885916[] =
    u"\u00a0ĄąŁ€„Š§š©Ș«Ź\u00adźŻ°±ČłŽ”¶·žčș»ŒœŸż"
    u"ÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚß"
    u"àáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ";

/* codes, each with its letter after it */
static const unsigned short pairs_big5[] =
    u"\xa147：\xa475工\xa477已\xa4a3不\xa4a4中\xa4bd公\xa4e5文\xa549付\xa558出\xa57e外"
    u"\xa5a2失\xa5bc未\xa5bf正\xa5f0休\xa5f3件\xa5fd先\xa658合\xa65d因\xa65e回\xa662在"
    u"\xa6ac收\xa6db自\xa7eb投\xa844求\xa874系\xa8ec到\xa8fc受\xa975季\xa97b宛\xa9fa明"
    u"\xaa60注\xaa6b法\xaaba的\xaabe知\xaaf0返\xaafe附\xab48信\xabc7室\xad71訂\xadec原"
    u"\xae4c夏\xae74差\xaed7案\xafe0能\xb065送\xb068退\xb074配\xb0b2假\xb0ca動\xb0dd問"
    u"\xb148寄\xb169張\xb17a您\xb1d1敗\xb24b添\xb27a理\xb2ce統\xb351被\xb371通\xb3e6單"
    u"\xb54c無\xb566番\xb56f發\xb5aa答\xb66c郵\xb6c7傳\xb750感\xb776暇\xb77e業\xb946達"
    u"\xbbbc遞\xbbe2領\xbfec辦\xc1c2謝\xc2d0覆\xce60复";

/* codes, each with its letter after it */
static const unsigned short pairs_gbk[] =
    u"\x82f7傳\x84d3動\x8696問\x86ce單\x8f88張\x8fea応\x91f8戻\x94a1敗\x9849業\x9f6f無"
    u"\xa3ba：\xa4a2あ\xa4a4い\xa4a6う\xa4aaお\xa4acが\xa4adき\xa4b1け\xa4b3こ\xa4b5さ"
    u"\xa4b7し\xa4b9す\xa4bbせ\xa4bfた\xa4c0だ\xa4c6て\xa4c7で\xa4c8と\xa4cbに\xa4ceの"
    u"\xa4cfは\xa4deま\xa4e9ら\xa4eaり\xa4ebる\xa4ecれ\xa4efわ\xa4f2を\xa4f3ん\xa5a8エ"
    u"\xa5b8ジ\xa5bbセ\xa5c3ッ\xa5e1メ\xa5e9ラ\xa5ebル\xa960ー\xb06c發\xb0b8案\xb0dc败"
    u"\xb0ec办\xb1bb被\xb2bb不\xb2ee差\xb3f6出\xb4ab传\xb4ef达\xb4f0答\xb5a5单\xb5bd到"
    u"\xb5c4的\xb5dd递\xb6a9订\xb6af动\xb7a2发\xb7a8法\xb7ac番\xb7b5返\xb8b2覆\xb8b4复"
    u"\xb8b6付\xb8bd附\xb8d0感\xb9a4工\xb9ab公\xbac5号\xbacf合\xbbd8回\xbcbe季\xbcc4寄"
    u"\xbcd9假\xbcfe件\xbd79統\xbdec届\xc0ed理\xc3f7明\xc4dc能\xc4fa您\xc5e4配\xc7eb请"
    u"\xc7f3求\xcaa7失\xcad2室\xcad5收\xcadc受\xcbcd送\xcced添\xcda8通\xcdb3统\xcdb6投"
    u"\xcdcb退\xcde2外\xcdf0宛\xceb4未\xcec4文\xcede无\xcfb5系\xcfbe暇\xcfc4夏\xcfc8先"
    u"\xd0bb谢\xd0c5信\xd0dd休\xd2d1已\xd2f2因\xd386訂\xd3ca邮\xd4ad原\xd4da在\xd5fd正"
    u"\xd678謝\xd6aa知\xd6d0中\xd7a2注\xd7aa转\xd7d4自\xde6b辦\xdf5f達\xdf66遞\xe05d郵"
    u"\xee49領";

/* codes, each with its letter after it */
static const unsigned short pairs_jis[] =
    u"\x2127：\x213cー\x2422あ\x2424い\x2426う\x242aお\x242cが\x242dき\x2431け\x2433こ"
    u"\x2435さ\x2437し\x2439す\x243bせ\x243fた\x2440だ\x2446て\x2447で\x2448と\x244bに"
    u"\x244eの\x244fは\x245eま\x2469ら\x246aり\x246bる\x246cれ\x246fわ\x2472を\x2473ん"
    u"\x2528エ\x2538ジ\x253bセ\x2543ッ\x2561メ\x2569ラ\x256bル\x3038宛\x3046案\x3078因"
    u"\x317e応\x3246夏\x324b暇\x3273回\x3330外\x3436感\x3473寄\x3528季\x3559休\x3561求"
    u"\x3648業\x374f系\x376f件\x3836原\x3878公\x3929工\x3966号\x3967合\x3a39差\x3a5f在"
    u"\x3c2b自\x3c3a失\x3c3c室\x3c55謝\x3c75受\x3d50出\x3f2e信\x4035正\x4068先\x4177送"
    u"\x4260退\x4323達\x434e知\x4366中\x436d注\x4425張\x444c通\x447b訂\x452a的\x453a添"
    u"\x456a投\x457a答\x457d統\x457e到\x4630動\x464f届\x473d能\x4754敗\x475b配\x4856番"
    u"\x486f被\x4954不\x4955付\x496d附\x4a24覆\x4a38文\x4a56返\x4b21法\x4c24未\x4c35無"
    u"\x4c40明\x4c61戻\x4c64問\x4d39郵\x4d7d理\x4e4e領\x5071假\x5123傳\x5345單\x5661已"
    u"\x5a40收\x5a5b无\x6224發\x6e2a遞";

/* codes, each with its letter after it */
static const unsigned short pairs_korean[] =
    u"\xa3ba：\xaaa2あ\xaaa4い\xaaa6う\xaaaaお\xaaacが\xaaadき\xaab1け\xaab3こ\xaab5さ"
    u"\xaab7し\xaab9す\xaabbせ\xaabfた\xaac0だ\xaac6て\xaac7で\xaac8と\xaacbに\xaaceの"
    u"\xaacfは\xaadeま\xaae9ら\xaaeaり\xaaebる\xaaecれ\xaaefわ\xaaf2を\xaaf3ん\xaba8エ"
    u"\xabb8ジ\xabbbセ\xabc3ッ\xabe1メ\xabe9ラ\xabebル\xb0a1가\xb0a8감\xb1d9근\xb3bb내"
    u"\xb4cf니\xb4d9다\xb4de달\xb4e4답\xb5bf동\xb5c7되\xb5c8된\xb5e5드\xb7ce로\xb8a6를"
    u"\xb8ae리\xb8b3립\xb8de메\xb8f8못\xb9ae문\xb9dd반\xb9df발\xb9e8배\xb9f8번\xbab8보"
    u"\xbace부\xbaf1비\xbbe7사\xbcdb송\xbcf6수\xbdc5신\xbdc7실\xbeca않\xbef8없\xbefa었"
    u"\xbfa1에\xbfdc외\xc0b8으\xc0bb을\xc0bd음\xc0c0응\xc0c7의\xc0cc이\xc0cf일\xc0da자"
    u"\xc0e5장\xc0e7재\xc0fc전\xc1a2접\xc1d6주\xc1df중\xc1f6지\xc3b7첨\xc3e2출\xc6d0패"
    u"\xc7cf하\xc7d2할\xc7d5합\xc8a3호\xc8b8회\xc8de휴\xcaa3假\xcaac暇\xcaef感\xcbec件"
    u"\xccf9季\xcda7系\xcdeb公\xcdef工\xcfb4求\xd0f6寄\xd2f6能\xd3a4單\xd3b9達\xd3cd答"
    u"\xd3f0到\xd4d1動\xd6c5領\xd7e2理\xd9a5明\xd9e9无\xd9ed無\xd9fd問\xd9fe文\xdab1未"
    u"\xdaf7返\xdba1發\xdbd5配\xdbe3番\xdbf6法\xdcdd覆\xdcf4不\xdcf5付\xddbe附\xdef3謝"
    u"\xe0bb先\xe1ea送\xe1f4受\xe2a5收\xe3e1信\xe3f7失\xe3f8室\xe4d0案\xe5f6業\xe8c8宛"
    u"\xe8e2外\xe9e8郵\xeaab原\xecab已\xecd7因\xedbb自\xede5張\xeea4在\xeedc的\xeeee傳"
    u"\xefe1正\xeff4訂\xf1bc注\xf1e9中\xf2b1知\xf3ac差\xf4d5添\xf4f6遞\xf5f3出\xf7d6統"
    u"\xf7d7通\xf7dc退\xf7e1投\xf7fd辦\xf8a8敗\xf9ac被\xf9be夏\xf9ea合\xfcde回\xfdcc休";

#endif
