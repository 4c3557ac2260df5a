/* words_lost: phrases about mail that was not delivered, which people also use (a table of clues.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As in words.h. They count beside a bounce's subject or sender; and beside the null sender, if a
 * message is named in the same sentence, and an address. */
#ifndef BS_WORDS_LOST_H
#define BS_WORDS_LOST_H

static const char *const generic_texts[] = {
    /* Phrases of all systems, which people and spam also use. */
    "not be delivered", "couldn't be delivered", "cannot be delivered", "was not delivered",
    "not delivered", "not been delivered", "not yet been delivered", "unable to deliver",
    "could not deliver", "undeliverable", "undelivered", "delivery failed", "delivery failure",
    "delivery has been delayed", "delivery of email to", "message is being returned",
    "has been returned", "was rejected", "been rejected", "user unknown", "unknown user",
    "no such user", "mailbox unavailable", "mailbox is full", "mailbox full", "full mailbox",
    "over quota", "quota exceeded", "exceeds allowed size", "account has been disabled",
    "nicht zugestellt werden", "unzustellbar", "n'a pas pu être d", "n'a pu être d",
    "n'a pas pu etre d", "no se pudo entregar", "no ha podido ser entregado",
    "non è stato recapitato", "non è stato possibile", "niet worden bezorgd",
    "niet worden afgeleverd", "nie została dostarczona", "nie może zostać dostarczona",
    "não pôde ser entregue",
    /* Slavic */
    "не была достав", "не было достав", "не доставлен", "не удалось достав", "не может быть достав",
    "невозможно достав", "не вдалося достав", "не було достав", "не може бути достав",
    "не може да бъде достав", "не беше достав", "није испоруч", "nepodařilo doruč", "nelze doruč",
    "nebyla doruč", "nemohla být doruč", "nebola doruč", "nepodarilo doruč",
    "ni bilo mogoče dostaviti", "nije isporuč", "nije moguće isporuč", "nie udało się dostarczyć",
    "nie można dostarczyć",
    /* others of Europe */
    "nem sikerült kézbesíteni", "nem kézbesíthet", "nu a putut fi livrat", "nu a fost livrat",
    "nu a ajuns la", "teslim edilemedi", "iletilemedi", "ulaştırılamadı", "δεν παραδόθηκε",
    "δεν ήταν δυνατή η παράδοση", "nepavyko pristatyti", "nepristatyt", "nevarēja piegādāt",
    "netika piegādāt", "ei õnnestunud kohale toimetada", "ei voitu toimittaa",
    "kunde inte levereras", "kunne ikke leveres", "no s'ha pogut lliurar",
    /* Asia */
    "tidak dapat dikirim", "gagal dikirim", "không thể gửi", "không gửi được", "không thể chuyển",
    "ไม่สามารถส่ง", "ส่งไม่สำเร็จ", "לא ניתן היה למסור", "לא ניתן למסור", "לא נמסרה", "לא נמסר",
    "تعذر تسليم", "لم نتمكن من تسليم", "لم يتم تسليم", "تحویل داده نشد", "वितरित नहीं", "配信できません",
    "配信されません", "配信不能", "配達できません", "届けることができません", "送信できません", "无法投递", "无法送达", "被退回", "退信原因", "投递失败",
    "發送失敗", "发送失败", "無法投遞", "無法傳遞", "無法送達", "전송하지 못", "전달하지 못", "배달하지 못", "배달되지 않", "전송되지 않",
    "반송되었",
    /* refused, rejected */
    "was refused", "been refused", "a été refusé", "a été rejeté", "ha sido rechazad",
    "fue rechazad", "è stato respinto", "não foi entregue", "foi rejeitad", "ikke levert",
    "ikke leveret", "levererades inte", "została odrzucona", "byla odmítnuta", "被拒收", "お届けできません",
    "届きませんでした"};

#endif
