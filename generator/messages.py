"""What people are told, in English and in Chinese: the one place of all such texts.

A rule has one sentence that says what is wrong and one that says what to do, without their full stops. Both are format
strings with named values, the same in both languages (`tests/test_messages.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from typing import Literal

Tongue = Literal["en", "zh"]
"""A language in which people are told something."""


def _names(*texts: str) -> frozenset[str]:
    return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


@dataclass(frozen=True)
class Rule:
    """One kind of mistake, or of news."""

    en: tuple[str, str]
    """What is wrong, what to do."""
    zh: tuple[str, str]
    near: bool = False
    """Whether a nearest right name may be known; the remedy then offers it."""

    @cached_property
    def names(self) -> frozenset[str]:
        """The values that its texts need."""
        return _names(*self.en)

    def told(self, language: Tongue, values: Mapping[str, str]) -> tuple[str, str]:
        """The sentence and the remedy with these values in them."""
        sentence, remedy = self.en if language == "en" else self.zh
        return sentence.format(**values), (_NEAR[language] if "near" in values else remedy).format(**values)


_NEAR = {"en": "Write '{near}', if that is meant", "zh": "如果想写的是“{near}”，请改成它"}

_BY_HAND = ("Delete it, or type the text again by hand", "请删除它，或用键盘重新输入这段文字")
_RESTORE = ("Restore it from the history of the project", "请从项目的历史版本中恢复它")
_IN_QUOTES = ("Delete it, or put the value in quotes", "请删除它；如果是正文的一部分，请给整个值加上引号")
_PRINTED = (
    "Restore the printed wording; a slip of the print stays and is explained in a note",
    "请恢复印发的原文；印刷上的差错也照原样保留，另用 note 说明",
)
_CONVERT = (
    "Write the figures of the Chinese, converted rightly (亿 is 100 million, 万 is 10 thousand)",
    "请按中文的数字正确换算（亿是 100 million，万是 10 thousand）",
)
_NUMBER = ("Number without a gap or a repetition", "请连续编号，不要跳号或重号")
_REACHED = (
    "Write the figure for {target} as the source has it, converted",
    "请按来源填写目标 {target} 的数字，并换算成基本单位",
)
_ONCE = ("Delete one", "请删除其中一个")
_FROM_LIST = ("Use a name from that list, or add an entry to it", "请使用那份清单里的名称，或在清单中新增一条")
_COPY = ("Copy it from the text", "请从原文中原样复制")
_HEADLINES = ("Write the same figures in both languages", "请在两种语言里写同样的数字")


def _form(en: str, zh: str) -> Rule:
    return Rule(
        en=("'{key}' is '{value}', which does not have the right form", en),
        zh=("“{key}”写的是“{value}”，格式不对", zh),
    )


_DATE_FORM = _form('Write the date as "2025-02-21"', '请把日期写成 "2025-02-21" 的样子')
_TARGET_FORM = _form(
    "Write the item's id, a hyphen and a letter, such as 1.2.6-a", "请写事项编号、连字符和一个字母，例如 1.2.6-a"
)
_ADDRESS_FORM = _form(
    "Write it as in the other lines, such as locations/luohu-kouan/", "请照其他各行的写法，例如 locations/luohu-kouan/"
)
_LINK_FORM = _form(
    "Copy the whole address from the browser, with https:// and without a name or password",
    "请从浏览器复制完整网址，以“https://”开头，不要带用户名或密码",
)
_SLUGS_FORM = _form("Use slugs of {key}.yml", "请使用 {key}.yml 里的 slug")

RULES: Mapping[str, Rule] = {
    # Files
    "edition-missing": Rule(
        en=("there is no edition here", "Put the document into a folder named after its year, such as content/2025"),
        zh=("这里没有任何年度的文件", "请把文件放进以年份命名的文件夹，例如 content/2025"),
    ),
    "file-missing": Rule(en=("this file is missing", _RESTORE[0]), zh=("缺少这个文件", _RESTORE[1])),
    "name-strange": Rule(
        en=("no file of this name is read", "Name it like those that CONTRIBUTING.md shows, or delete it"),
        zh=("程序不会读取叫这个名称的文件", "请照 CONTRIBUTING.zh.md 里的文件命名，或删除它"),
        near=True,
    ),
    "link": Rule(
        en=("this is a symbolic link, which is not followed", "Put the file itself there"),
        zh=("这是一个符号链接，不会读取它所指的内容", "请把文件本身放在这里"),
    ),
    "file-empty": Rule(en=("this file is empty", _RESTORE[0]), zh=("这个文件是空的", _RESTORE[1])),
    "file-too-large": Rule(
        en=("this file is larger than {most} MB", "Take out what does not belong there, or " + _RESTORE[0].lower()),
        zh=("这个文件超过了 {most} MB", "请删掉不该在里面的内容，或从项目的历史版本中恢复它"),
    ),
    "source-changed": Rule(
        en=("the frozen official text was changed: its SHA-256 is not the one in edition.yml", _RESTORE[0]),
        zh=("存档的官方原文被改动了：它的 SHA-256 与 edition.yml 里的不一致", _RESTORE[1]),
    ),
    "source-layout": Rule(
        en=(
            "the frozen official text has the right words, but not the right empty lines from here on",
            "Lay it out as that of the first edition, and write its new SHA-256 into edition.yml",
        ),
        zh=(
            "存档的官方原文文字无误，但从这里起空行不对",
            "请照第一份文件的样子排好空行，并把新的 SHA-256 写进 edition.yml",
        ),
    ),
    "not-utf-8": Rule(
        en=("this file is not in UTF-8", "Save it again with the encoding UTF-8"),
        zh=("这个文件不是 UTF-8 编码", "请用 UTF-8 编码重新保存"),
    ),
    "byte-order-mark": Rule(
        en=(
            "this file begins with an invisible byte order mark",
            "Save it again with the encoding UTF-8, not 'UTF-8 with BOM'",
        ),
        zh=("这个文件开头有一个看不见的字节顺序标记（BOM）", "请重新保存，编码选“UTF-8”，不要选“带有 BOM 的 UTF-8”"),
    ),
    "line-ends": Rule(
        en=("the lines of this file do not end as they should", "Save it again with the line ends LF"),
        zh=("这个文件的换行符不对", "请重新保存，换行符选“LF”"),
    ),
    "more": Rule(
        en=("there are {count} more mistakes in this file", "Mend the others first"),
        zh=("这个文件里还有 {count} 处问题", "请先改正上面的问题"),
    ),
    # Lines
    "merge-conflict": Rule(
        en=(
            "a merge conflict was left in this file",
            "Keep one of the two versions and delete the marker lines",
        ),
        zh=("这个文件里留有合并冲突", "请保留两个版本中的一个，并删除 <<<<<<<、=======、>>>>>>> 这些标记行"),
    ),
    "comment-in-text": Rule(
        en=(
            "what follows ' #' here is a comment to YAML and not part of the text",
            "Put the whole text in quotes, or the comment on a line of its own",
        ),
        zh=("YAML 把这里“ #”后面的内容当作注释，而不是正文", "请给整段文字加上引号，或把注释单独写成一行"),
    ),
    "wide-comma": Rule(
        en=("a full-width comma does not part entries in brackets", "Write ', ' instead"),
        zh=("括号里的各项不能用中文逗号隔开", "请改成英文逗号加空格“, ”"),
    ),
    "wide-colon": Rule(
        en=("a full-width colon does not end a key", "Write ': ' instead"),
        zh=("键名后面不能用中文冒号", "请改成英文冒号加空格“: ”"),
    ),
    "tab": Rule(en=("there is a tab here", "Use spaces instead"), zh=("这里有制表符（Tab）", "请改用空格")),
    "odd-space": Rule(
        en=("there is a special space here (U+{code}, {name})", "Write an ordinary space instead, or delete it"),
        zh=("这里有一个特殊的空格（U+{code}，{name}）", "请改成普通空格，或删除它"),
    ),
    "invisible-character": Rule(
        en=("there is an invisible character here (U+{code}, {name})", _BY_HAND[0]),
        zh=("这里有一个看不见的字符（U+{code}，{name}）", _BY_HAND[1]),
    ),
    "symbol": Rule(
        en=("there is a symbol here (U+{code}, {name})", "Delete it; texts are written in words"),
        zh=("这里有一个符号（U+{code}，{name}）", "请删除它，正文只用文字"),
    ),
    "full-width": Rule(
        en=("'{found}' is written with full-width characters", "Write '{plain}'"),
        zh=("“{found}”是全角字符", "请改成半角“{plain}”"),
    ),
    "prose-markup": Rule(
        en=(
            "a page of prose is Markdown and holds no HTML but <cite> and <span>",
            "Write it in Markdown, or '&lt;' for a '<' that is meant as such",
        ),
        zh=(
            "说明页用 Markdown 书写，除 <cite> 和 <span> 外不能有 HTML",
            "请改用 Markdown；如果就是要写“<”这个字符，请写成“&lt;”",
        ),
    ),
    "prose-heading": Rule(
        en=("this page of prose has no title", "Begin its text with a line such as '# About'"),
        zh=("这个说明页没有标题", "请在正文开头写一行，例如“# 关于”"),
    ),
    # YAML
    "quote-open": Rule(
        en=("the quotation mark that opens here is not closed", "Close it at the end of the text"),
        zh=("从这里开始的引号没有结束", "请在这段文字的末尾补上引号"),
    ),
    "text-after-quote": Rule(
        en=(
            "something follows the quotation mark that ends the text here",
            "Put the whole text in quotes; inside single quotes, write ' as ''",
        ),
        zh=("引号在这里已经结束，后面还有内容", "请把整段文字放进引号；单引号之内的 ' 要写成 ''"),
    ),
    "escape-unknown": Rule(
        en=(
            "a backslash in double quotes begins an escape, and this is none",
            "Write the text in single quotes, or the backslash twice",
        ),
        zh=("双引号里的反斜杠有特殊含义，这里的写法不成立", "请把这段文字改用单引号，或把反斜杠写两遍"),
    ),
    "colon-unexpected": Rule(
        en=(
            "there is a colon where none is expected: in a text, or after a line with another indentation",
            "Put a text with ': ' in it in quotes, or correct the indentation",
        ),
        zh=("这里不应有冒号：可能是正文里有冒号，或缩进与上一行不一致", "含有“: ”的文字请加引号；否则请改正缩进"),
    ),
    "colon-missing": Rule(
        en=("this line has no colon after its key", "Write 'key: value', or correct the indentation"),
        zh=("这一行的键名后面没有冒号", "请写成“键名: 值”，或改正缩进"),
    ),
    "dash-unexpected": Rule(
        en=("a list cannot begin here", "Begin it on the next line, or put a text with '- ' at its start in quotes"),
        zh=("这里不能开始一个列表", "请另起一行写；如果是以“- ”开头的文字，请加引号"),
    ),
    "start-character": Rule(
        en=("a text cannot begin with this character", "Put the text in quotes"),
        zh=("文字不能以这个字符开头", "请给这段文字加上引号"),
    ),
    "bracket-open": Rule(
        en=(
            "the bracket that opens here is not closed, or a comma is missing inside it",
            "Close it, part its entries with ', ', and put texts with commas, colons or brackets in quotes",
        ),
        zh=(
            "从这里开始的括号没有结束，或括号里缺少逗号",
            "请补上括号，各项之间用“, ”隔开，含有逗号、冒号或括号的文字请加引号",
        ),
    ),
    "indentation": Rule(
        en=(
            "this line does not fit the lines around it: its indentation, or what it begins with",
            "Begin it exactly below the lines of the same kind, with spaces",
        ),
        zh=("这一行与前后各行对不上：缩进或开头不对", "请用空格把它与同类的行左端对齐"),
    ),
    "yaml-syntax": Rule(
        en=(
            "this is not YAML here ({why})",
            "Compare the indentation, quotes and colons of this line and the one before with the entries around",
        ),
        zh=("这里不符合 YAML 的写法（{why}）", "请对照前后的条目，检查这一行和上一行的缩进、引号和冒号"),
    ),
    "second-document": Rule(
        en=("a second document begins here ('---')", "Keep one document in a file"),
        zh=("这里开始了第二份文档（“---”）", "一个文件里只保留一份文档"),
    ),
    "nested-too-deeply": Rule(
        en=("this is nested too deeply", "Flatten it like the other entries"),
        zh=("这里的层次太深", "请照其他条目的层次来写"),
    ),
    "text-too-long": Rule(
        en=("this text has more than {most} characters", "Shorten it; perhaps a quotation mark is missing"),
        zh=("这段文字超过了 {most} 个字符", "请缩短；也可能是漏了引号"),
    ),
    "line-break": Rule(
        en=("this text has a line break in it", "Write it as one paragraph; YAML takes an empty line for a break"),
        zh=("这段文字中间有换行", "请写成一段；在 YAML 里，空行就是换行"),
    ),
    "alias": Rule(
        en=("'*{name}' is a YAML alias", "Write the value out, or put it in quotes"),
        zh=("“*{name}”是 YAML 的引用", "请把值完整写出；如果是正文的一部分，请给整个值加上引号"),
    ),
    "anchor": Rule(en=("'&{name}' is a YAML anchor", _IN_QUOTES[0]), zh=("“&{name}”是 YAML 的锚点", _IN_QUOTES[1])),
    "tag": Rule(en=("'{name}' is a YAML tag", _IN_QUOTES[0]), zh=("“{name}”是 YAML 的标签", _IN_QUOTES[1])),
    "key-twice": Rule(
        en=("the key '{key}' stands twice here", "Delete one (the first is in line {first})"),
        zh=("键“{key}”在这里出现了两次", "请删除其中一个（第一个在第 {first} 行）"),
    ),
    "key-not-a-word": Rule(
        en=("a key must be a word", "Write 'key: value'"), zh=("键名必须是一个词", "请写成“键名: 值”")
    ),
    "value-empty": Rule(en=("this value is empty", "Fill it in"), zh=("这里没有填写内容", "请补上")),
    "value-empty-in-brackets": Rule(
        en=("a value is missing here", "Fill it in; if a comma belongs to the text before it, put that text in quotes"),
        zh=("这里缺少内容", "请补上；如果前面的逗号属于正文，请给那段文字加上引号"),
    ),
    "read-as-truth": Rule(
        en=("YAML reads {value} as true or false", 'Write true or false, or "{value}" in quotes'),
        zh=("YAML 会把 {value} 当作“是”或“否”", '请写 true 或 false，或加引号写成 "{value}"'),
    ),
    "read-as-date": Rule(
        en=("YAML reads {value} as a date", 'Put it in quotes: "{value}"'),
        zh=("YAML 会把 {value} 当作日期", '请加引号："{value}"'),
    ),
    "read-as-number": Rule(
        en=("YAML reads {value} as another number", 'Write it in plain digits, or in quotes: "{value}"'),
        zh=("YAML 会把 {value} 当作另一个数", '请只用普通数字来写，或加引号："{value}"'),
    ),
    "read-as-sign": Rule(
        en=("YAML reads {value} as a sign of its own", 'Put it in quotes: "{value}"'),
        zh=("{value} 在 YAML 里有特殊含义", '请加引号："{value}"'),
    ),
    # The shape of what is written
    "key-missing": Rule(
        en=("'{key}' is missing here", "Add '{key}:' with its value, as in the other entries"),
        zh=("这里缺少“{key}”", "请照其他条目补上“{key}:”和它的值"),
    ),
    "key-unknown": Rule(
        en=("'{key}' is not a key that belongs here", "Correct its spelling, or its indentation, or delete it"),
        zh=("“{key}”不是这里该有的键", "请检查它的拼写和缩进，或删除它"),
        near=True,
    ),
    "text-in-quotes": Rule(
        en=("'{key}' is {value}, which YAML reads as a number or truth value", 'Put it in quotes: "{value}"'),
        zh=("“{key}”写的是 {value}，YAML 会把它当作数字或“是”“否”", '请加引号："{value}"'),
    ),
    "text-expected": Rule(
        en=("'{key}' should be a text", "Write the text after the colon, or check the indentation"),
        zh=("“{key}”应当是一段文字", "请把文字写在冒号后面，或检查缩进"),
    ),
    "text-long": Rule(
        en=("'{key}' has {count} characters, more than {most}", "Shorten it"),
        zh=("“{key}”有 {count} 个字符，超过了 {most} 个", "请缩短"),
    ),
    "word-unknown": Rule(
        en=("'{value}' is not one of the words for '{key}' ({words})", "Write one of these words"),
        zh=("“{value}”不是“{key}”可用的词（{words}）", "请写其中一个词"),
        near=True,
    ),
    "list-expected": Rule(
        en=("'{key}' should be a list", "Write it as [one, two], or one '- ' line for each"),
        zh=("“{key}”应当是一个列表", "请写成 [甲, 乙]，或每项一行、以“- ”开头"),
    ),
    "keys-expected": Rule(
        en=(
            "'{key}' should have keys of its own",
            "Write them on the lines below it, indented, as in the other entries",
        ),
        zh=("“{key}”下面应当有自己的键", "请照其他条目，在它下面缩进书写"),
    ),
    "file-list-expected": Rule(
        en=("this file should be a list", "Begin each entry with '- ', as it was"),
        zh=("这个文件应当是一个列表", "每一条都要以“- ”开头，请照原来的样子写"),
    ),
    "file-keys-expected": Rule(
        en=("this file should begin with keys", "Write 'key: value' lines, as it was"),
        zh=("这个文件应当由键组成", "请照原来的样子写成“键名: 值”"),
    ),
    "entry-keys-expected": Rule(
        en=("this entry should have keys of its own", "Write it like the entries around"),
        zh=("这一条应当有自己的键", "请照前后的条目来写"),
    ),
    "list-empty": Rule(
        en=("'{key}' has too few entries: {least} is the least", "Add what is missing, or restore what was here"),
        zh=("“{key}”至少要有 {least} 项", "请补上缺少的项，或恢复原来的内容"),
    ),
    "list-too-long": Rule(
        en=("'{key}' has {count} entries, more than {most}", "Keep those that matter most"),
        zh=("“{key}”有 {count} 项，超过了 {most} 项", "请只保留最重要的几项"),
    ),
    "number-too-small": Rule(
        en=("'{key}' is {value}, which is too small", "Write the number as the document has it"),
        zh=("“{key}”写的是 {value}，太小了", "请照文件中的数字写"),
    ),
    "number-expected": Rule(
        en=("'{key}' is '{value}', which is not a number", "Write it in digits, without quotes or a unit"),
        zh=("“{key}”写的是“{value}”，不是数字", "请写阿拉伯数字，不加引号和单位"),
    ),
    "truth-expected": Rule(
        en=("'{key}' is '{value}', which is neither true nor false", "Write true or false"),
        zh=("“{key}”写的是“{value}”，不是 true（是）或 false（否）", "请写 true 或 false"),
    ),
    "date-impossible": Rule(
        en=("'{key}' is '{value}', which is no real date", 'Write the date as "2025-02-21"'),
        zh=("“{key}”写的是“{value}”，没有这一天", '请把日期写成 "2025-02-21" 的样子'),
    ),
    "form": _form("Compare it with the other entries", "请对照其他条目"),
    "form-slug": _form(
        "Use lower-case letters a to z, digits and single hyphens", "请只用小写字母 a 到 z、数字和单个连字符"
    ),
    "form-within": _form("Use the slug of another location", "请写另一个地点的 slug"),
    "form-locations": _SLUGS_FORM,
    "form-topics": _SLUGS_FORM,
    "form-edition": _form('Write the year in quotes, such as "2025"', '请写年份并加引号，例如 "2025"'),
    "form-item": _form("Write plan.measure.number, such as 1.2.6", "请写“计划.措施.序号”，例如 1.2.6"),
    "form-measure": _form('Write plan.measure in quotes, such as "1.2"', '请写“计划.措施”并加引号，例如 "1.2"'),
    "form-id": _TARGET_FORM,
    "form-targets": _TARGET_FORM,
    "form-key_targets": _TARGET_FORM,
    "form-whole": _TARGET_FORM,
    "form-signed": _DATE_FORM,
    "form-published": _DATE_FORM,
    "form-date": _DATE_FORM,
    "form-target": _TARGET_FORM,
    "form-url": _LINK_FORM,
    "form-archived": _LINK_FORM,
    "form-path": _ADDRESS_FORM,
    "form-see": _ADDRESS_FORM,
    "record-reviewer": Rule(
        en=("a reviewer belongs to the state 'reviewed', and only to it", "Correct state or reviewer"),
        zh=("state 写“reviewed”时必须有 reviewer，其他状态不能有", "请改正 state 或 reviewer"),
    ),
    "revision-same": Rule(
        en=("'before' and 'after' say the same", "Delete this revision, or correct it"),
        zh=("before 和 after 的内容相同", "请删除这条修订，或改正它"),
    ),
    "revision-figure": Rule(
        en=("'before' and 'after' of a value are figures", "Write digits only, such as 1200 or 2.5"),
        zh=("数值的 before 和 after 必须是数字", "请只写数字，例如 1200 或 2.5"),
    ),
    "revision-early": Rule(
        en=("no revision is older than the day of 'published'", "Correct the date, or delete the revision"),
        zh=("修订不能早于 published 的日期", "请改正日期，或删除这条修订"),
    ),
    "unusable": Rule(
        en=("'{key}' cannot be used ({why})", "Compare it with the other entries"),
        zh=("“{key}”无法使用（{why}）", "请对照其他条目"),
    ),
    # The official text
    "paragraph-missing": Rule(
        en=("a paragraph of the frozen source is missing: '{text}…'", _PRINTED[0]),
        zh=("缺少存档原文中的一段：“{text}……”", _PRINTED[1]),
    ),
    "paragraph-added": Rule(
        en=("this paragraph is not in the frozen source", _PRINTED[0]), zh=("存档原文中没有这一段", _PRINTED[1])
    ),
    "official-lacks": Rule(
        en=("the official text lacks '{text}' after '{before}'", _PRINTED[0]),
        zh=("官方原文在“{before}”后面少了“{text}”", _PRINTED[1]),
    ),
    "official-adds": Rule(
        en=("the official text has '{text}' after '{before}', which the frozen source does not", _PRINTED[0]),
        zh=("官方原文在“{before}”后面多了“{text}”，存档原文中没有", _PRINTED[1]),
    ),
    "official-differs": Rule(
        en=("the official text has '{text}' after '{before}' where the frozen source has '{printed}'", _PRINTED[0]),
        zh=("官方原文在“{before}”后面写的是“{text}”，存档原文是“{printed}”", _PRINTED[1]),
    ),
    # Numbering
    "edition-year": Rule(
        en=("this is edition {found} in the folder {expected}", 'Write edition: "{expected}"'),
        zh=("这里写的年度是 {found}，文件夹却是 {expected}", '请写 edition: "{expected}"'),
    ),
    "plan-number": Rule(
        en=("this is plan {found} where {expected} is expected", "Write {expected}"),
        zh=("这里写的是计划 {found}，应当是 {expected}", "请写 {expected}"),
    ),
    "measure-number": Rule(
        en=("this is measure {found} where {expected} is expected", 'Write measure: "{expected}"'),
        zh=("这里写的是措施 {found}，应当是 {expected}", '请写 measure: "{expected}"'),
    ),
    "theme-number": Rule(
        en=("this is theme {found} where {expected} is expected", _NUMBER[0]),
        zh=("这里写的是板块 {found}，应当是 {expected}", _NUMBER[1]),
    ),
    "group-number": Rule(
        en=("this is group {found} where {expected} is expected", _NUMBER[0]),
        zh=("这里写的是小节 {found}，应当是 {expected}", _NUMBER[1]),
    ),
    "item-number": Rule(
        en=("this is item {found} where {expected} is expected", _NUMBER[0]),
        zh=("这里写的是事项 {found}，应当是 {expected}", _NUMBER[1]),
    ),
    "heading-empty": Rule(
        en=("no item stands under this heading", "Write the items that the source has under it"),
        zh=("这个标题下面没有事项", "请把原文中这个标题下的事项写上"),
    ),
    "target-number": Rule(
        en=("this is target {found} where {expected} is expected", "Write id: {expected}"),
        zh=("这里写的是目标 {found}，应当是 {expected}", "请写 id: {expected}"),
    ),
    # Names
    "slug-twice": Rule(
        en=("the slug '{slug}' is used twice (first in line {first})", "Choose another"),
        zh=("slug“{slug}”用了两次（第一次在第 {first} 行）", "请另取一个"),
    ),
    "name-twice": Rule(
        en=("'{name}' is a name of both '{first}' and '{second}'", "Keep it in one of them"),
        zh=("“{name}”既是“{first}”的名称，又是“{second}”的名称", "请只在其中一处保留"),
    ),
    "within-unknown": Rule(
        en=("'{slug}' lies within '{within}', which is not in locations.yml", _FROM_LIST[0]),
        zh=("“{slug}”位于“{within}”，但 locations.yml 里没有后者", _FROM_LIST[1]),
        near=True,
    ),
    "within-circle": Rule(
        en=("'{slug}' lies within itself, by way of '{within}'", "Correct one 'within'"),
        zh=("“{slug}”经过“{within}”又位于它自己之内", "请改正其中一个 within"),
    ),
    "department-unknown": Rule(
        en=("measure {measure} names the unit '{spelling}', which is no spelling in departments.yml", _FROM_LIST[0]),
        zh=("措施 {measure} 写有责任单位“{spelling}”，但 departments.yml 的 spellings 里没有", _FROM_LIST[1]),
        near=True,
    ),
    "spelling-not-printed": Rule(
        en=("the spelling '{spelling}' is not printed in any measure", "Delete it, or move it to the aliases"),
        zh=("写法“{spelling}”没有在任何措施中印出", "请删除它，或移到 aliases"),
        near=True,
    ),
    "location-unused": Rule(
        en=(
            "no item and no title of a measure names location '{slug}'",
            "Delete the entry, or add the printed name to its aliases",
        ),
        zh=("没有事项或措施标题提到地点“{slug}”", "请删除这一条，或把原文中的名称加到它的 aliases"),
    ),
    "location-in-title-only": Rule(
        en=(
            "location '{slug}' stands in the title of a measure, and no item lists it",
            "Add {slug} to the locations of the items of that measure that belong there",
        ),
        zh=("措施标题提到地点“{slug}”，但没有事项列出它", "请在该措施的有关事项的 locations 中加上 {slug}"),
    ),
    "location-unknown": Rule(
        en=("item {item} names location '{slug}', which is not in locations.yml", _FROM_LIST[0]),
        zh=("事项 {item} 列出了地点“{slug}”，但 locations.yml 里没有", _FROM_LIST[1]),
        near=True,
    ),
    "location-not-named": Rule(
        en=(
            "item {item} lists location '{slug}', but neither its text nor the measure's title names it",
            "Delete it, or add the printed name to that location's aliases",
        ),
        zh=(
            "事项 {item} 列出了地点“{slug}”，但它的原文和措施标题都没有提到",
            "请删除它，或把原文中的名称加到该地点的 aliases",
        ),
    ),
    "location-twice": Rule(
        en=("item {item} lists location '{slug}' twice", _ONCE[0]),
        zh=("事项 {item} 两次列出地点“{slug}”", _ONCE[1]),
    ),
    "location-not-listed": Rule(
        en=("item {item} names '{name}' but does not list location '{slug}'", "Add {slug} to its locations"),
        zh=("事项 {item} 提到“{name}”，但没有列出地点“{slug}”", "请把 {slug} 加到它的 locations"),
    ),
    "topic-unused": Rule(
        en=("no item has the topic '{slug}'", "Delete the topic, or add it to an item"),
        zh=("没有事项属于主题“{slug}”", "请删除这个主题，或把它加到某个事项"),
    ),
    "topic-unknown": Rule(
        en=("item {item} has the topic '{slug}', which is not in topics.yml", _FROM_LIST[0]),
        zh=("事项 {item} 写有主题“{slug}”，但 topics.yml 里没有", _FROM_LIST[1]),
        near=True,
    ),
    "topic-twice": Rule(
        en=("item {item} has the topic '{slug}' twice", _ONCE[0]),
        zh=("事项 {item} 两次写了主题“{slug}”", _ONCE[1]),
    ),
    "verb-not-in-text": Rule(
        en=("the verb '{verb}' is not in the text of item {item}", _COPY[0]),
        zh=("事项 {item} 的原文中没有动词“{verb}”", _COPY[1]),
    ),
    "verb-unknown": Rule(
        en=(
            "item {item} has the verb '{verb}', which is of no kind in commitments.yml",
            "Add it to the kind of commitment to which it belongs",
        ),
        zh=("事项 {item} 的动词“{verb}”不属于 commitments.yml 的任何一类", "请把它加到所属的承诺类别"),
        near=True,
    ),
    "verb-twice": Rule(
        en=("item {item} has the verb '{verb}' twice", _ONCE[0]),
        zh=("事项 {item} 两次写了动词“{verb}”", _ONCE[1]),
    ),
    "term-unused": Rule(
        en=("the term '{term}' does not occur in the document", "Delete it, or correct its Chinese form"),
        zh=("文件中没有用语“{term}”", "请删除这一条，或改正它的中文写法"),
    ),
    "synonym-twice": Rule(
        en=("'{word}' stands in two groups (first in line {first})", "Keep it in one of them"),
        zh=("“{word}”出现在两组里（第一次在第 {first} 行）", "请只在其中一组保留"),
    ),
    "headline-too-long": Rule(
        en=("the headline of {item} has {count} characters, more than {most}", "Shorten it"),
        zh=("事项 {item} 的短标题有 {count} 个字符，超过了 {most} 个", "请缩短"),
    ),
    # Addresses
    "edition-too-early": Rule(
        en=(
            "the edition of {year} is older than {first}, the first published, which owns the addresses without a year",
            "Leave it out, for an edition can only be added after those there are",
        ),
        zh=(
            "{year} 年度早于最先发布的 {first} 年度，而不带年份的网址属于后者",
            "请不要加入：新的年度只能排在已有年度之后",
        ),
    ),
    "address-lost": Rule(
        en=(
            "the published address {path} ({name}) would be gone",
            "Restore its slug or entry; or write '{path}: the new address' under moved, or an entry under ended",
        ),
        zh=(
            "已发布的网址 {path}（{name}）将会消失",
            "请恢复它的 slug 或条目；或在 moved 下写“{path}: 新网址”，或在 ended 下写一条说明",
        ),
    ),
    "address-renamed": Rule(
        en=(
            "the published address {path} would be gone; what it shows is now at {new}",
            "Restore the slug; or write '{path}: {new}' under moved (python -m generator permalinks record does)",
        ),
        zh=(
            "已发布的网址 {path} 将会消失；它的内容现在位于 {new}",
            "请恢复 slug；或在 moved 下写“{path}: {new}”（运行 python -m generator permalinks record 会自动写入）",
        ),
    ),
    "address-astray": Rule(
        en=(
            "the address {path} was published for '{name}'; that now stands at {new}",
            "Give it its old id or slug back; what is added later takes a new one, a target the next free letter",
        ),
        zh=(
            "网址 {path} 发布时指的是“{name}”，而它现在位于 {new}",
            "请把原来的编号或 slug 还给它；后来新增的另取新的，目标则用下一个没用过的字母",
        ),
    ),
    "address-strange": Rule(
        en=("no page of this site can have the address {path}", "Correct the address, or delete it"),
        zh=("本网站不可能有 {path} 这样的网址", "请改正网址，或删除它"),
    ),
    "moved-still-there": Rule(
        en=("{path} is said to have moved, but stands where it was", "Delete this line"),
        zh=("这里说 {path} 已经移走，但它还在原处", "请删除这一行"),
    ),
    "moved-nowhere": Rule(
        en=("{path} is said to have moved to an address that does not exist", "Correct the address"),
        zh=("这里说 {path} 移到了一个不存在的网址", "请改正网址"),
    ),
    "moved-off-page": Rule(
        en=(
            "{path} is said to have moved to {new}, but an address with '#' leads on only within its page",
            "Name an address that begins with {page}#; or write an entry under ended, with {new} after see",
        ),
        zh=(
            "这里说 {path} 移到了 {new}，但带“#”的网址只能转到同一页内的位置",
            "请写以 {page}# 开头的网址；或改在 ended 下写一条说明，并在 see 后写 {new}",
        ),
    ),
    "ended-still-there": Rule(
        en=("{path} is said to have ended, but is still there", "Delete this entry"),
        zh=("这里说 {path} 已经停用，但它还在", "请删除这一条"),
    ),
    "ended-twice": Rule(
        en=("{path} is said to have ended twice (first in line {first})", _ONCE[0]),
        zh=("这里第二次说 {path} 已经停用（第一次在第 {first} 行）", _ONCE[1]),
    ),
    "see-unknown": Rule(
        en=("there is no address {path}", "Name another, or leave it out"),
        zh=("没有 {path} 这个网址", "请另写一个，或不写"),
        near=True,
    ),
    # Figures
    "target-unknown": Rule(
        en=("there is no target {target}", "Name another"), zh=("没有 {target} 这个目标", "请另写一个"), near=True
    ),
    "target-twice": Rule(
        en=("target {target} is named twice here", "Delete one of them"),
        zh=("这里两次写了目标 {target}", "请删去一个"),
    ),
    "key-target-elsewhere": Rule(
        en=("target {target} is not of plan {plan}", "Name one of this plan"),
        zh=("目标 {target} 不属于计划 {plan}", "请写本计划的目标"),
    ),
    "overlap-whole": Rule(
        en=("{target} is not among these targets", "Add it to them"),
        zh=("{target} 不在这些目标之中", "请把它加到 targets"),
    ),
    "targets-together-twice": Rule(
        en=("the same targets stand together already in line {first}", "Make one entry of the two"),
        zh=("第 {first} 行已经把这些目标写在一起", "请合成一条"),
    ),
    "sum-overlap": Rule(
        en=("{one} overlaps with {other}, so they cannot be added", "Take one of them out"),
        zh=("{one} 与 {other} 有重叠，不能相加", "请去掉其中一个"),
    ),
    "sum-units": Rule(
        en=("these targets have different units, so they cannot be added", "Take some of them out"),
        zh=("这些目标的单位不同，不能相加", "请去掉其中一些"),
    ),
    "sum-bounds": Rule(
        en=("upper bounds and ranges cannot be added to others", "Take them out"),
        zh=("上限和区间不能与其他目标相加", "请去掉它们"),
    ),
    "sum-rates": Rule(
        en=("rates of growth and shares cannot be added", "Take them out"),
        zh=("增长率和比率不能相加", "请去掉它们"),
    ),
    "quote-not-in-text": Rule(
        en=("the quote of target {target} is not in the text of item {item}", _COPY[0]),
        zh=("目标 {target} 的 quote 不在事项 {item} 的原文中", _COPY[1]),
    ),
    "quote-without-figure": Rule(
        en=("the quote of target {target} has no figure", "Copy the words with the figure from the text"),
        zh=("目标 {target} 的 quote 里没有数字", "请从原文中复制含有数字的词句"),
    ),
    "range-without-end": Rule(
        en=("target {target} is a range without its upper end", "Add value_max"),
        zh=("目标 {target} 是区间，但没有写上限", "请补上 value_max"),
    ),
    "end-without-range": Rule(
        en=("target {target} has a value_max, but is no range", "Delete value_max, or write comparator: range"),
        zh=("目标 {target} 写有 value_max，但不是区间", "请删除 value_max，或写 comparator: range"),
    ),
    "target-value": Rule(
        en=(
            "target {target} has the value {value}, but its quote says {said}",
            "Write the value of the quote in base units (亿 is 100 million, 万 is 10 thousand)",
        ),
        zh=(
            "目标 {target} 的值写的是 {value}，但 quote 说的是 {said}",
            "请把 quote 中的数字换算成基本单位（不带万、亿）",
        ),
    ),
    "target-unit": Rule(
        en=("target {target} has the unit {unit}, but its quote counts in {said}", "Write unit: {said}"),
        zh=("目标 {target} 的单位写的是 {unit}，但 quote 的单位是 {said}", "请写 unit: {said}"),
    ),
    "target-comparator": Rule(
        en=("target {target} says {comparator}, but its quote says {said}", "Write comparator: {said}"),
        zh=("目标 {target} 写的是 {comparator}，但 quote 的意思是 {said}", "请写 comparator: {said}"),
    ),
    "target-nature": Rule(
        en=("target {target} cannot be a {nature} in {unit}", "Correct nature or unit"),
        zh=("目标 {target} 的 nature 是 {nature}，单位不可能是 {unit}", "请改正 nature 或 unit"),
    ),
    "not-target-not-in-text": Rule(
        en=("'{words}' is not in the text of item {item}", "Copy it from the text, or delete it"),
        zh=("“{words}”不在事项 {item} 的原文中", "请从原文中原样复制，或删除它"),
    ),
    "figure-without-target": Rule(
        en=(
            "the figure '{figure}' of item {item} belongs to no target",
            "Add a target that quotes it, or add the words around it to not_targets",
        ),
        zh=("事项 {item} 中的数字“{figure}”不属于任何目标", "请为它写一个目标，或把含有它的词句加到 not_targets"),
    ),
    "english-lacks-figure": Rule(
        en=("the English of {text} lacks {figures}", _CONVERT[0]),
        zh=("{text} 的英文缺少数字 {figures}", _CONVERT[1]),
    ),
    "english-adds-figure": Rule(
        en=("the English of {text} has {figures}, which the Chinese does not have", _CONVERT[0]),
        zh=("{text} 的英文有数字 {figures}，而中文没有", _CONVERT[1]),
    ),
    "english-figure-differs": Rule(
        en=("the English of {text} has {found} where the Chinese has {expected}", _CONVERT[0]),
        zh=("{text} 的英文写的是 {found}，按中文应当是 {expected}", _CONVERT[1]),
    ),
    "headline-lacks-figure": Rule(
        en=("the English headline of item {item} lacks {figures}, which the Chinese one has", _HEADLINES[0]),
        zh=("事项 {item} 的英文短标题缺少中文短标题里的数字 {figures}", _HEADLINES[1]),
    ),
    "headline-adds-figure": Rule(
        en=("the English headline of item {item} has {figures}, which the Chinese one does not have", _HEADLINES[0]),
        zh=("事项 {item} 的英文短标题有数字 {figures}，而中文短标题没有", _HEADLINES[1]),
    ),
    "headline-figures-differ": Rule(
        en=("the headlines of item {item} do not agree: {expected} in Chinese, {found} in English", _HEADLINES[0]),
        zh=("事项 {item} 的短标题数字不一致：英文写的是 {found}，按中文应当是 {expected}", _HEADLINES[1]),
    ),
    "headline-figure-invented": Rule(
        en=(
            "the headlines of item {item} have {figures}, which the item does not have",
            "Correct them after the official text",
        ),
        zh=("事项 {item} 的短标题有数字 {figures}，而原文没有", "请按官方原文改正"),
    ),
    # Terms
    "term-not-rendered": Rule(
        en=(
            "'{term}' is not rendered as '{rendering}' here",
            "Use that, or another accepted rendering of glossary.yml",
        ),
        zh=("这里没有把“{term}”译成“{rendering}”", "请用这个译法，或 glossary.yml 认可的其他译法"),
    ),
    "term-refused": Rule(
        en=("'{term}' is rendered as '{wrong}', which the glossary refuses", "Use '{rendering}'"),
        zh=("“{term}”译成了“{wrong}”，这是词汇表不用的译法", "请用“{rendering}”"),
    ),
    # News
    "texts-unrecorded": Rule(
        en=(
            "{count} English text(s) are new or changed and not recorded yet ({names})",
            "Run: .venv/bin/python -m generator translations record",
        ),
        zh=(
            "有 {count} 段英文是新的或改动过，还没有记录（{names}）",
            "请运行：.venv/bin/python -m generator translations record",
        ),
    ),
    "addresses-unrecorded": Rule(
        en=(
            "{count} address(es) are new and not recorded yet ({names})",
            "Run: .venv/bin/python -m generator permalinks record",
        ),
        zh=(
            "有 {count} 个网址是新的，还没有记录（{names}）",
            "请运行：.venv/bin/python -m generator permalinks record",
        ),
    ),
    "translation-stale": Rule(
        en=(
            "the Chinese of {text} changed after it was translated, and the English did not",
            "Compare them, then run: .venv/bin/python -m generator translations accept {text}",
        ),
        zh=(
            "{text} 的中文在翻译之后改动过，英文没有跟着改",
            "请对照两种文字，然后运行：.venv/bin/python -m generator translations accept {text}",
        ),
    ),
    # Progress
    "progress-twice-a-day": Rule(
        en=("item {item} has two entries of {date}", "Write them as one, with the sources of both"),
        zh=("事项 {item} 在 {date} 有两条进展记录", "请合成一条，并列出两者的来源"),
    ),
    "progress-order": Rule(
        en=("this entry of {date} stands after that of {before}", "Put the entries in order, the oldest first"),
        zh=("{date} 的这条进展排在 {before} 之后", "请按时间先后排列，最早的在前"),
    ),
    "published-too-early": Rule(
        en=("the document was published on {published}, before it was signed ({signed})", "Correct one of the dates"),
        zh=("文件的发布日期是 {published}，早于成文日期（{signed}）", "请更正其中一个日期"),
    ),
    "progress-too-early": Rule(
        en=("the entry is dated {date}, before the document was signed ({signed})", "Correct the date"),
        zh=("这条进展的日期是 {date}，早于文件的成文日期（{signed}）", "请更正日期"),
    ),
    "source-newer": Rule(
        en=(
            "the source is dated {date}, after its entry ({entry})",
            "Date the entry by its newest source, or correct the date of the source",
        ),
        zh=("来源的日期是 {date}，晚于这条进展（{entry}）", "请按最新的来源填写进展的日期，或更正来源的日期"),
    ),
    "source-twice": Rule(
        en=("the entry names this source twice", _ONCE[0]), zh=("这条进展把同一来源列了两次", _ONCE[1])
    ),
    "reached-unknown": Rule(
        en=("item {item} has no target {target}", "Name a target of this item"),
        zh=("事项 {item} 没有目标 {target}", "请写这条事项的目标编号"),
        near=True,
    ),
    "reached-twice": Rule(
        en=("the entry gives two figures for {target}", _ONCE[0]), zh=("这条进展给目标 {target} 写了两个数字", _ONCE[1])
    ),
    "reached-unmeasurable": Rule(
        en=("target {target} is said to be unmeasurable, but here is a figure", "Delete one of the two"),
        zh=("目标 {target} 已注明无法衡量，这里却写了数字", "请删除其中之一"),
    ),
    "reached-below-zero": Rule(
        en=("only a growth can be below zero, not {value}", _REACHED[0]),
        zh=("只有增长率可以低于零，{value} 不行", _REACHED[1]),
    ),
    "reached-broken": Rule(
        en=("{value} is not a whole number, but {unit} counts one by one", _REACHED[0]),
        zh=("{value} 不是整数，而单位 {unit} 只能一个一个地数", _REACHED[1]),
    ),
    "reached-above-whole": Rule(
        en=("a share of {value}% is more than the whole", _REACHED[0]), zh=("占比 {value}% 超过了全部", _REACHED[1])
    ),
    "achieved-short": Rule(
        en=(
            "the entry says 'achieved', but {value} does not meet target {target}",
            "Correct the figure, or write partly_achieved",
        ),
        zh=(
            "这条进展写的是 achieved（已完成），但 {value} 没有达到目标 {target}",
            "请更正数字，或改写 partly_achieved",
        ),
    ),
}
"""Every rule by its id."""

SAID: Mapping[str, Mapping[Tongue, str]] = {
    "found": {
        "en": "Problems found: {count}. Nothing was changed.",
        "zh": "发现 {count} 个问题，没有改动任何文件。",
    },
    "kept": {
        "en": "Problems found: {count}. The last good site is still shown.",
        "zh": "发现 {count} 个问题，仍显示上一次没有问题的网站。",
    },
    "left": {
        "en": "Problems found: {count}. These files were left as they are.",
        "zh": "发现 {count} 个问题，这些文件保持原样。",
    },
    "notice": {"en": "notice: ", "zh": "提示："},
    "waiting": {"en": "Waiting for the next save; Ctrl+C ends.", "zh": "等待下一次保存；按 Ctrl+C 结束。"},
    "would-change": {"en": "{file} would change", "zh": "{file} 会有改动"},
    "written": {"en": "{file} was written", "zh": "已写入 {file}"},
    "run": {
        "en": "Run: .venv/bin/python -m generator {command}",
        "zh": "请运行：.venv/bin/python -m generator {command}",
    },
    "in-order": {"en": "Every file is in order.", "zh": "所有文件都符合统一格式。"},
    "fmt-lost": {
        "en": "{file} was left as it is, for fmt cannot keep its layout. Write it more like the others.",
        "zh": "{file} 保持原样，因为 fmt 无法处理它的排版。请照其他文件的写法改写。",
    },
    # New entries
    "location": {"en": "location", "zh": "地点"},
    "department": {"en": "department", "zh": "责任单位"},
    "term": {"en": "term", "zh": "用语"},
    "topic": {"en": "topic", "zh": "主题"},
    "and": {"en": " and ", "zh": "和"},
    "comma": {"en": ", ", "zh": "、"},
    "new-needs": {"en": "A new {entry} needs {missing}.", "zh": "新增{entry}还需要{missing}。"},
    "new-zh": {"en": "the Chinese name", "zh": "中文名称"},
    "new-en": {"en": "the English name", "zh": "英文名称"},
    "new-kind": {"en": "--kind (one of {words})", "zh": "--kind（可用的词：{words}）"},
    "new-explanation": {
        "en": "--explanation with one sentence in Chinese and one in English",
        "zh": "--explanation（中文、英文各一句）",
    },
    "new-intro": {
        "en": "--intro with one sentence in Chinese and one in English",
        "zh": "--intro（中文、英文各一句）",
    },
    "new-kind-unknown": {
        "en": "There is no kind '{kind}' of {entry}. Write one of {words}.",
        "zh": "没有“{kind}”这种{entry}类别。可用的词：{words}。",
    },
    "new-within-unknown": {
        "en": "There is no location '{within}' for --within. Use a slug of content/locations.yml.",
        "zh": "--within 写的地点“{within}”不存在。请使用 content/locations.yml 里的 slug。",
    },
    "new-near": {
        "en": "'{wrong}' is not known. Write '{near}', if that is meant.",
        "zh": "没有“{wrong}”。如果想写的是“{near}”，请改成它。",
    },
    "new-slug-form": {
        "en": "'{slug}' cannot be a slug. Give one of lower-case letters, digits and single hyphens with --slug.",
        "zh": "“{slug}”不能作 slug。请用 --slug 给出由小写字母、数字和单个连字符组成的写法。",
    },
    "new-slug-taken": {
        "en": "The slug '{slug}' is taken by {name} in {file}. "
        "If that is something else, give another, such as --slug {free}.",
        "zh": "{file} 里的“{name}”已经用了 slug“{slug}”。如果两者不同，请另取一个，例如 --slug {free}。",
    },
    "new-name-taken": {
        "en": "'{name}' is a name of '{slug}' in {file} already. Change that entry instead.",
        "zh": "“{name}”已经是 {file} 里“{slug}”的名称。请改那一条。",
    },
    "new-unwritable": {"en": "This cannot be written into {file}: {why}.", "zh": "无法写入 {file}：{why}。"},
    "new-layout": {
        "en": "{file} has an unusual layout. Run: .venv/bin/python -m generator fmt",
        "zh": "{file} 的排版不寻常。请运行：.venv/bin/python -m generator fmt",
    },
    "new-added": {"en": "{file}:{line}: '{slug}' was added.", "zh": "{file}:{line}: 已加入“{slug}”。"},
    "new-left": {"en": "Still to do:", "zh": "还要做："},
    "editions-found": {"en": "{editions} editions were checked.", "zh": "共检查 {editions} 个年度。"},
    "none-found": {
        "en": "No problems: {plans} plans, {measures} measures, {items} items, {targets} targets, "
        "{spellings} spellings of {departments} departments, {locations} locations, {terms} terms; "
        "the official text equals the frozen source.",
        "zh": "没有发现问题：{plans} 个计划、{measures} 项措施、{items} 条事项、{targets} 个目标、"
        "{departments} 个责任单位的 {spellings} 种写法、{locations} 个地点、{terms} 个用语；官方原文与存档原文一致。",
    },
}
"""What commands say of a whole run."""


def say(what: str, language: Tongue, **values: object) -> str:
    """A text of `SAID` with these values in it."""
    return SAID[what][language].format(**values)
