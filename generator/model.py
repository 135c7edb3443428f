"""What people write: the shape, the rules and the meaning of every key in `content/`.

Each class is one kind of YAML mapping. Values are frozen; everything worked out from them is in `library`. What the
docstrings of classes and keys say in English and Chinese is shown by editors while one writes (see `schemas`).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


def _real_date(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_real_date)]
"""ISO 8601, in quotes."""
TargetId = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+-[a-z]$")]
"""An item's id, a hyphen and a letter: `1.2.6-a`."""
Position = Annotated[int, Field(ge=1, strict=True)]
Quantity = Annotated[int, Field(ge=0, strict=True)] | Annotated[Decimal, Field(ge=0, strict=True)]
Outcome = Annotated[int, Field(strict=True)] | Annotated[Decimal, Field(strict=True)]
"""Like a quantity, but below zero where something shrank instead of growing."""
Link = Annotated[
    str,
    Field(
        pattern=r"^https?://([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+(:[0-9]+)?([/?#][^\s\\<>\"`^{|}\[\]]*)?$", max_length=2000
    ),
]
"""The whole address of a page elsewhere: http or https, a host, no name or password."""


class Model(BaseModel):
    """Frozen; unknown keys and silently converted numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Bilingual(Model):
    """The same text in both languages. 同一内容的中文和英文。"""

    zh: Text
    """Simplified Chinese. 简体中文。"""
    en: Text
    """English. 英文。"""

    def __getitem__(self, language: str) -> str:
        """The text in a language, by its code."""
        return str(getattr(self, language))


class State(StrEnum):
    """What is recorded of an English text. 英文译文的记录状态。"""

    MACHINE = "machine"
    """Written by a translation service, checked by nobody. 机器翻译，无人核对。"""
    DRAFT = "draft"
    """Written beside the Chinese, not yet confirmed. 对照中文写成，尚未确认。"""
    REVIEWED = "reviewed"
    """Confirmed by a person who reads both languages. 已由通晓两种语言的人确认。"""


class Comparator(StrEnum):
    """How the promised figure bounds what will be reached. 数字的限定方式。"""

    EXACT = "exact"
    """The figure itself, as in 新增6家. 就是这个数，如“新增6家”。"""
    AT_LEAST = "at_least"
    """The figure or more, as in 以上, 不少于. 不低于这个数，如“以上”“不少于”。"""
    MORE_THAN = "more_than"
    """More than the figure, as in 超. 高于这个数，如“超”。"""
    REACH = "reach"
    """Up to the figure, as in 达, 达到. 达到这个数，如“达”“达到”。"""
    AT_MOST = "at_most"
    """The figure or less, as in 降低至. 不高于这个数，如“降低至”。"""
    RANGE = "range"
    """Between value and value_max, as in 1-2个. 在value与value_max之间，如“1-2个”。"""


class Unit(StrEnum):
    """The base unit of a target's value. 目标数值的基本单位。"""

    YUAN = "yuan"
    """Renminbi yuan. 元（人民币）。"""
    PERCENT = "percent"
    """Per cent, with the value 10 for 10%. 百分比，10%写作10。"""
    SQUARE_METRE = "square_metre"
    """Square metres. 平方米。"""
    KILOMETRE = "kilometre"
    """Kilometres. 公里。"""
    KILOWATT = "kilowatt"
    """Kilowatts. 千瓦。"""
    MICROGRAM_PER_CUBIC_METRE = "microgram_per_cubic_metre"
    """Micrograms per cubic metre. 微克/立方米。"""
    BATCH_PER_THOUSAND_PERSONS = "batch_per_thousand_persons"
    """Batches tested for each thousand residents. 批次/千人。"""
    PERSON = "person"
    """Persons. 人，包括人次、名。"""
    HOUSEHOLD = "household"
    """Households. 户。"""
    COUNT = "count"
    """Anything counted in pieces, named by what. 逐个计数的事物，名称写在what里。"""


class Nature(StrEnum):
    """What sort of quantity a target promises. 目标数量的性质。"""

    NEW = "new"
    """What is added, as in 新增, 引进. 增加的部分，如“新增”“引进”。"""
    TOTAL = "total"
    """What there will be in all. 最后达到的总量。"""
    GROWTH = "growth"
    """A rate of increase. 增长率。"""
    RATIO = "ratio"
    """A share, rate or concentration. 比率、占比或浓度。"""
    AMOUNT = "amount"
    """A sum of money or other measured amount. 金额等数额。"""
    COUNT = "count"
    """A number of things or events that are neither new nor a total. 件数，既不说新增也不说总量。"""


class Target(Model):
    """One quantified commitment inside an item. 事项中一个有数字的承诺。"""

    id: TargetId
    """`1.2.6-a`: the item's id and a, b, c … in the order of the text; a target found later takes the next letter.
    事项编号加连字符和字母，按原文顺序；后来发现的目标用下一个字母，已发布的不变。"""
    quote: Text
    """Verbatim words of the item that make the commitment, with its figure.
    原文中作出承诺的字句，连同数字，一字不改。"""
    comparator: Comparator
    """How the figure bounds what will be reached. 数字的限定方式。"""
    value: Quantity
    """In the base unit: 100亿元 is 10000000000, 10% is 10. 以基本单位填写：100亿元写10000000000，10%写10。"""
    value_max: Quantity | None = None
    """The upper end, for a `range` only. 上限，仅用于range。"""
    unit: Unit
    """The base unit in which the value is written. 数值所用的基本单位。"""
    nature: Nature
    """What sort of quantity it is. 数量的性质。"""
    what: Bilingual
    """What is counted or measured, without the number. 数的是什么，不含数字。"""
    unmeasurable: Bilingual | None = None
    """Only where nobody outside could measure it: why, in a sentence. 外界无法衡量时才写：用一句话说明原因。"""


class Status(StrEnum):
    """What became of an item, by its sources. 据来源，事项进展如何。"""

    ANNOUNCED = "announced"
    """A source says that it will be done: a plan, a tender, a promise. 来源说将要做，如计划、招标、承诺。"""
    UNDER_WAY = "under_way"
    """A source says that work has begun and goes on. 来源说已开始，正在进行。"""
    PARTLY_ACHIEVED = "partly_achieved"
    """A source says that some of it is done, or less than the figure. 来源说做了一部分，或未达到数字。"""
    ACHIEVED = "achieved"
    """A source says that it is done. 来源说已完成。"""
    DELAYED = "delayed"
    """A source says that it will be later than said. 来源说将推迟。"""
    DROPPED = "dropped"
    """A source says that it will not be done. 来源说不再做。"""
    CANNOT_BE_JUDGED = "cannot_be_judged"
    """Sources say too little, or contradict each other; the note says why.
    来源所说不足以判断或相互矛盾，在note中说明。"""


class Source(Model):
    """A published text that says what an entry records. 记录所依据的公开材料。"""

    url: Link
    """Its address on the web. 网址。"""
    title: Text
    """Its title, as printed there. 标题，照原样。"""
    publisher: Text
    """Who published it, by the name used there. 发布者，照原样。"""
    date: Day
    """The day of publication. 发布日期。"""
    archived: Link | None = None
    """Address of an archived copy, for the day on which the page is gone. 存档网址，以防原网页失效。"""


class Reached(Model):
    """The figure reached for a target. 某个目标达到的数字。"""

    target: TargetId
    """Id of a target of the same item. 同一事项的目标编号。"""
    value: Outcome
    """As the source says, in the target's base unit, counted as the target counts.
    照来源所说，用目标的单位和口径。"""


class Progress(Model):
    """What was known of an item on a day, from published sources. 某日据公开材料所知的进展。"""

    date: Day
    """The day as of which this is said; none of its sources is newer. 截至日期；来源不晚于此日。"""
    status: Status
    """What its sources say, no more. 以来源所说为限。"""
    reached: tuple[Reached, ...] = ()
    """Figures that the sources give. 来源给出的数字。"""
    note: Bilingual
    """One or two sentences of ours that say what the sources say. 我们的一两句话，转述来源。"""
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    """At least one. 至少一个来源。"""


class Keywords(Model):
    """Everyday words by which people look for an item, beyond the words of its text.
    原文之外，人们会用来搜索的日常说法。"""

    zh: tuple[Text, ...] = ()
    """Chinese, with words used in Hong Kong. 中文，含香港用词。"""
    en: tuple[Text, ...] = ()
    """English. 英文。"""


class Item(Model):
    """One numbered commitment (①, ② …), the unit that people find, quote and link.
    一条编号事项，可单独查找、引用和链接。"""

    item: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    """Plan, measure and number: `1.2.6`; never changes. 计划、措施和序号；永不更改。"""
    zh: Text
    """Official wording, verbatim, with its final mark: not to be changed. 官方原文，连同末尾标点，一字不可改。"""
    en: Text
    """Our translation: complete, nothing added. 本网站的译文：完整，不添加内容。"""
    headline: Bilingual
    """Our short name for it, with the decisive figure: at most 24 characters, 70 in English. 短标题，含关键数字。"""
    topics: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=3)]
    """What it is about: one to three slugs of topics.yml, the main one first.
    主题，用topics.yml的slug，主要的在前。"""
    verbs: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Verbatim: the verbs that govern its sentence, in the order of the text; each stands in commitments.yml.
    句中的谓语动词，按原文顺序照抄；每个都须在commitments.yml中。"""
    locations: tuple[Slug, ...] = ()
    """Every place the item names, by slug of locations.yml, in the order of the text.
    文中提到的地点，按原文顺序写slug。"""
    targets: tuple[Target, ...] = ()
    """Every quantified commitment. 全部有数字的承诺。"""
    not_targets: tuple[Text, ...] = ()
    """Verbatim words with figures that promise nothing, such as 500强 or 17号线.
    含数字但不构成承诺的字句，照抄原文。"""
    keywords: Keywords
    """Everyday words by which people look for it. 人们会用来搜索的日常说法。"""
    note: Bilingual | None = None
    """Our remark on a slip of the printed text, and only there. 仅在原文印刷有误时，由本网站说明。"""
    progress: tuple[Progress, ...] = ()
    """What became of it, from published sources, the oldest first. 后续进展，须有公开来源，旧的在前。"""


class Group(Model):
    """A heading printed as (1), (2) … inside a measure or theme. 措施内印作(1)、(2)的小标题。"""

    group: Position
    """Its number, as printed. 序号，与原文一致。"""
    zh: Text
    """Official heading, verbatim, with its final mark: not to be changed. 官方标题，连同末尾标点，一字不可改。"""
    en: Text
    """Our translation, without a final mark. 本网站的译文，末尾不加标点。"""


class Theme(Model):
    """A heading printed as 1., 2. … inside a measure. 措施内印作1.、2.的标题。"""

    theme: Position
    """Its number, as printed. 序号，与原文一致。"""
    zh: Text
    """Official heading, verbatim, with its final mark: not to be changed. 官方标题，连同末尾标点，一字不可改。"""
    en: Text
    """Our translation, without a final mark. 本网站的译文，末尾不加标点。"""


def _entry_kind(entry: Any) -> str:
    """Which of the three kinds an entry of a measure's `content` is, told by its first key."""
    for kind in ("theme", "group"):
        if isinstance(entry, dict) and kind in entry:
            return kind
    return "item"


Entry = Annotated[
    Annotated[Theme, Tag("theme")] | Annotated[Group, Tag("group")] | Annotated[Item, Tag("item")],
    Discriminator(_entry_kind),
]


class Measure(Model):
    """A numbered paragraph (一), (二) … with the units responsible for all of it.
    一项措施，责任单位对整项措施负责。"""

    measure: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+$")]
    """Plan and position, in quotes: `"1.2"`; never changes. 计划和序号，须加引号；永不更改。"""
    title: Bilingual
    """`zh` is the official heading, verbatim, with its final mark. 中文为官方标题，连同末尾标点，一字不可改。"""
    responsible: Text
    """The responsible units exactly as printed between 【责任单位: and 】. 责任单位，与原文一字不差。"""
    note: Bilingual | None = None
    """Our remark on a slip of the printed text, and only there. 仅在原文印刷有误时，由本网站说明。"""
    content: Annotated[tuple[Entry, ...], Field(min_length=1)]
    """Themes, groups and items, one after the other as in the document. 标题、小标题和事项，与原文同序。"""


class Plan(Model):
    """One of the plans: one file. 一个计划，一个文件。"""

    plan: Position
    """Its number. 计划序号。"""
    title: Bilingual
    """`zh` is the official heading, verbatim. 中文为官方标题，一字不可改。"""
    summary: Bilingual
    """Our one sentence: what this plan means to do. 用一句话说明本计划要做什么。"""
    key_targets: Annotated[tuple[TargetId, ...], Field(max_length=3)] = ()
    """Ids of up to three targets that tell most about this plan: our choice. 最能说明本计划的目标编号，至多三个。"""
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    """In the order of the document. 与原文同序。"""


class Notice(Model):
    """The notice by which the document was issued, verbatim. 印发通知，照原文。"""

    title: Bilingual
    """Its title. 通知标题。"""
    number: Bilingual
    """Document number, such as 罗府办〔2025〕1号. 发文字号。"""
    issuer: Bilingual
    """Who issued it. 发文机关。"""
    addressees: Bilingual
    """To whom it is addressed. 主送机关。"""
    text: Bilingual
    """Its sentence. 通知正文。"""


class Edition(Model):
    """The document as a whole: the facts a citation needs. 文件本身：引用时需要的事实。"""

    edition: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    """The year, in quotes. 年份，须加引号。"""
    title: Bilingual
    """`zh` is official. 中文为官方标题。"""
    short_title: Bilingual
    """What we call it in running text. 行文中的简称。"""
    preamble: Bilingual
    """`zh` is official. 中文为官方原文。"""
    notice: Notice
    """The notice by which it was issued. 印发通知。"""
    signed: Day
    """Date under the notice, in quotes: `"2025-02-21"`. 成文日期，须加引号。"""
    published: Day
    """Date of publication on the web, in quotes. 网上公布日期，须加引号。"""
    publisher: Bilingual
    """Where it was published. 公布处。"""
    source_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of `source.txt` beside this file, the frozen official text. 同目录source.txt（原文存档）的SHA-256。"""


class DepartmentKind(StrEnum):
    """What sort of body a responsible unit is. 责任单位的类别。"""

    DISTRICT_BUREAU = "district_bureau"
    """A bureau or institution of the district. 区属部门和机构。"""
    MUNICIPAL_OFFICE = "municipal_office"
    """An office of a municipal bureau in the district. 市级部门驻区机构。"""
    SUBDISTRICT = "subdistrict"
    """A subdistrict. 街道。"""
    COMMAND = "command"
    """A command. 指挥部。"""
    TASK_FORCE = "task_force"
    """A task force. 专班。"""
    MASS_ORGANISATION = "mass_organisation"
    """A mass organisation, such as 区总工会. 群团组织，如区总工会。"""
    STATE_OWNED_FIRM = "state_owned_firm"
    """A state-owned company. 国有企业。"""
    PARTY_ORGAN = "party_organ"
    """An organ of the Party committee. 党委部门。"""
    COLLECTIVE = "collective"
    """Several units named together, such as 各街道. 集合性说法，如各街道。"""


class Department(Model):
    """A responsible unit, under all the spellings in which the document prints it.
    责任单位及其在文件中的各种写法。"""

    slug: Slug
    """Pinyin with hyphens, part of its address; never changed once published.
    拼音加连字符，是网址的一部分，公布后不再改。"""
    name: Bilingual
    """As printed, and our English. 文件中的名称和本网站的英文名。"""
    full_name: Bilingual | None = None
    """The full name, only where it is certain. 全称，确定时才写。"""
    kind: DepartmentKind
    """What sort of body it is. 类别。"""
    spellings: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Every spelling in which the document prints it, exactly. 文件中的各种写法，与原文一字不差。"""
    aliases: tuple[Text, ...] = ()
    """Abbreviations and everyday names, for the search. 简称和日常叫法，供搜索。"""
    note: Bilingual | None = None
    """Our remark, shown on its page. 本网站的说明，显示在页面上。"""


class LocationName(Bilingual):
    """A place's names: the fullest printed form; in English the official name where there is one.
    地点名称：取文件中最全的写法；有官方英文名时用官方英文名。"""

    hk: Text | None = None
    """English name used in Hong Kong, where it differs, such as Lo Wu. 香港使用的英文名，不同时才写。"""


class LocationKind(StrEnum):
    """What sort of place it is. 地点的类别。"""

    AREA = "area"
    """An area or community. 片区、社区。"""
    VILLAGE = "village"
    """An urban village or housing estate. 城中村、住宅小区。"""
    PORT = "port"
    """A border port. 口岸。"""
    BUILDING = "building"
    """A building. 楼宇。"""
    INDUSTRIAL_PARK = "industrial_park"
    """An industrial park or zone. 产业园、工业区。"""
    SITE = "site"
    """A plot of land or a project on it. 地块、项目用地。"""
    ROAD = "road"
    """A road. 道路。"""
    INTERCHANGE = "interchange"
    """A road interchange. 立交。"""
    BRIDGE = "bridge"
    """A bridge. 桥。"""
    TUNNEL = "tunnel"
    """A tunnel. 隧道。"""
    RAILWAY = "railway"
    """A metro or railway line. 轨道线路。"""
    STATION = "station"
    """A station. 车站。"""
    PARK = "park"
    """A park. 公园。"""
    MOUNTAIN = "mountain"
    """A mountain. 山。"""
    WATER = "water"
    """A river or reservoir. 河流、水库。"""
    GREENWAY = "greenway"
    """A greenway or waterside path. 绿道、碧道。"""
    SCHOOL = "school"
    """A school. 学校。"""
    HOSPITAL = "hospital"
    """A hospital. 医院。"""
    RESEARCH = "research"
    """A research body or innovation platform. 研究机构、创新平台。"""
    CULTURE = "culture"
    """A place of culture or sport. 文化和体育场馆。"""
    SHOPPING = "shopping"
    """A shopping area, street or shop. 商圈、街区、商店。"""
    HOTEL = "hotel"
    """A hotel. 酒店。"""
    FACILITY = "facility"
    """Another facility or service centre. 其他设施、服务中心。"""


class Location(Model):
    """A named place, building, road, line, site or park. 一个有名称的地点。"""

    slug: Slug
    """Pinyin with hyphens, part of its address; never changed once published.
    拼音加连字符，是网址的一部分，公布后不再改。"""
    name: LocationName
    """Its names. 名称。"""
    kind: LocationKind
    """What sort of place it is. 类别。"""
    aliases: tuple[Text, ...] = ()
    """Other printed spellings and everyday names; none may mean another place. 其他写法和日常叫法，不得另指他处。"""
    within: Slug | None = None
    """Slug of the next larger place of this list in which it certainly lies. 确知所在的上一级地点的slug。"""
    in_luohu: Annotated[bool, Field(strict=True)]
    """`false` only where it certainly lies outside Luohu District. 确知不在罗湖区内时才写false。"""
    note: Bilingual | None = None
    """Our remark, shown on its page. 本网站的说明，显示在页面上。"""


class Term(Model):
    """A policy term that needs explaining, and how it is put into English. 需要解释的政策用语及其英译。"""

    slug: Slug
    """Pinyin with hyphens, its anchor in the glossary; never changed once published. 拼音加连字符，公布后不再改。"""
    term: Bilingual
    """`zh` as printed, `en` as we render it. 中文照原文，英文为本网站译法。"""
    aliases: tuple[Text, ...] = ()
    """Other Chinese forms in the document. 文件中的其他中文形式。"""
    accepted: tuple[Text, ...] = ()
    """Other English renderings that are right; capitals do not matter. 其他正确译法，不分大小写。"""
    refused: tuple[Text, ...] = ()
    """English renderings never to use. 不得使用的译法。"""
    explanation: Bilingual
    """One sentence, our own. 本网站写的一句话解释。"""


class Topic(Model):
    """A theme across the plans in which readers think. 读者关心的跨计划主题。"""

    slug: Slug
    """Pinyin with hyphens, part of its address; never changed once published.
    拼音加连字符，是网址的一部分，公布后不再改。"""
    name: Bilingual
    """Its name. 主题名称。"""
    intro: Bilingual
    """One sentence: what the document plans on it. 用一句话说明文件在这方面的安排。"""
    aliases: tuple[Text, ...] = ()
    """Everyday words for it, in both languages, for the search. 日常说法，中英文均可，供搜索。"""
    guide: Bilingual | None = None
    """Only for the topic whose page guides Hong Kong readers: a paragraph for them.
    仅用于面向香港读者的主题：一段指引。"""


class Commitment(Model):
    """A kind of commitment: verbs that promise about as much. 一类承诺用语：承诺程度相近的动词。"""

    slug: Slug
    """Pinyin with hyphens, part of its address; never changed once published.
    拼音加连字符，是网址的一部分，公布后不再改。"""
    name: Bilingual
    """What we call it. 名称。"""
    meaning: Bilingual
    """One sentence: what such wording promises, and what it does not. 用一句话说明承诺了什么，没有承诺什么。"""
    verbs: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Verbs of the document, as printed; each stands in one kind only. 文件中的动词，照原文；每个只归一类。"""


class Overlap(Model):
    """Targets that may count the same thing, so that they cannot be added. 可能重复计算、不能相加的目标。"""

    whole: TargetId | None = None
    """The one that plainly contains the others, where there is one. 明显包含其他目标的那一个（如有）。"""
    targets: Annotated[tuple[TargetId, ...], Field(min_length=2)]
    """Ids of all concerned, in the order of the document. 所涉全部目标的编号，与原文同序。"""
    reason: Bilingual
    """One sentence: why they may overlap. 用一句话说明为何可能重叠。"""


class Sum(Model):
    """Targets that may be added: plainly different things, counted in the same unit in the same year.
    可以相加的目标：显然不同的事物，同一单位，同一年度。"""

    targets: Annotated[tuple[TargetId, ...], Field(min_length=2)]
    """Their ids, in the order of the document. 目标编号，与原文同序。"""
    what: Bilingual
    """What the sum counts, without the number. 合计数的是什么，不含数字。"""
    reason: Bilingual
    """One sentence: why they may be added, and what the sum does not say. 用一句话说明为何可加，合计没有说明什么。"""


class Adding(Model):
    """Which targets of an edition may be added up, and which must not. 哪些目标可以相加，哪些不能。"""

    overlaps: tuple[Overlap, ...] = ()
    """Targets that may count the same thing. 可能重复计算的目标。"""
    sums: tuple[Sum, ...] = ()
    """Targets that may be added. 可以相加的目标。"""


Address = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9.-]*/)*(#[a-z0-9.-]+)?$")]
"""A page's path in no language, perhaps with an anchor: `locations/luohu-kouan/`, `glossary/#gmv`."""


class Ended(Model):
    """An address that has ended, and what its page says now. 已停用的网址，以及该页现在的说明。"""

    path: Address
    """The address, such as `locations/luohu-kouan/`. 停用的网址。"""
    date: Day
    """The day on which it ended, in quotes. 停用日期，须加引号。"""
    why: Bilingual
    """What became of it, in a sentence. 用一句话说明缘由。"""
    see: Address | None = None
    """Where to look instead, if anywhere. 可改看的网址（如有）。"""


class Permalinks(Model):
    """Every address ever published, and what became of those that are no more. 公布过的全部网址及其去向。"""

    published: dict[Address, str] = Field(default_factory=dict)
    """The name of what stands there, by address; written by the program. 网址及其所示内容的名称，由程序写入。"""
    moved: dict[Address, Address] = Field(default_factory=dict)
    """New address by old address. 旧网址和对应的新网址。"""
    ended: tuple[Ended, ...] = ()
    """Addresses that have ended. 已停用的网址。"""


class Synonyms(Model):
    """Words that mean the same to somebody who searches; a word stands in one group only.
    搜索时互相算数的一组词，一词一组。"""

    zh: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Simplified characters, Hong Kong words too. 简体中文，含香港用词。"""
    en: tuple[Text, ...] = ()
    """English in lower case, singular. 英文小写单数。"""


class Record(Model):
    """What is recorded of the English of one text; written by the program. 一处英文译文的记录，由程序写入。"""

    state: State
    """What was known of it then. 当时的状态。"""
    zh: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    """Digest of the Chinese at that time. 当时中文的摘要值。"""
    en: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    """Digest of the English at that time. 当时英文的摘要值。"""
    reviewer: Text | None = None
    """Who confirmed it: always and only where it is `reviewed`. 确认人，仅用于且必须用于reviewed。"""

    @model_validator(mode="after")
    def _reviewed_by_somebody(self) -> Self:
        if (self.state is State.REVIEWED) != (self.reviewer is not None):
            raise PydanticCustomError("record-reviewer", "a rule of `messages`")
        return self


ASPECTS = (
    *("title", "summary", "headline", "note", "topics", "locations", "verbs"),
    *("what", "value", "value_max", "comparator", "unit", "nature", "unmeasurable"),
    *("status", "reached"),
    *("name", "full_name", "term", "explanation"),
)
"""What can change about a thing beside its main text."""


def _is_figure(text: str | None) -> bool:
    return text is None or bool(re.fullmatch(r"-?[0-9]{1,31}(\.[0-9]{1,30})?", text))


class Revision(Model):
    """One change of one of our texts or facts; the official text has none.
    本网站文字或数据的一次改动；官方原文没有改动。"""

    date: Day
    """The day on which it was made, in quotes. 改动日期，须加引号。"""
    what: Annotated[str, Field(pattern=rf"^[a-z0-9-]+/[a-z0-9.+-]+(/({'|'.join(ASPECTS)}))?$")]
    """The key of the text (see `texts`), or of a fact beside it: `2025/1.2.6/topics`, `2025/1.2.6-a/value`.
    所改文字或数据的标识。"""
    language: Literal["zh", "en"] | None = None
    """Of a text; a fact such as a value has none. 文字的语言；数值等没有此项。"""
    before: Text | None = None
    """What it was; left out where there was nothing. 改动前；原来没有时不写。"""
    after: Text | None = None
    """What it is now; left out where nothing is left. 改动后；删去时不写。"""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.before == self.after:
            raise PydanticCustomError("revision-same", "a rule of `messages`")
        if self.what.endswith(("/value", "/value_max")) and not all(map(_is_figure, (self.before, self.after))):
            raise PydanticCustomError("revision-figure", "a rule of `messages`")
        return self


class History(Model):
    """What changed since the site was published. 网站公布以来的改动。"""

    published: Day | None = None
    """The day from which changes count, set once by hand; without it nothing counts. 起算日期，由人填写一次。"""
    revisions: tuple[Revision, ...] = ()
    """As recorded by the program, the oldest first. 由程序写入，旧的在前。"""

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if any(self.published is None or one.date < self.published for one in self.revisions):
            raise PydanticCustomError("revision-early", "a rule of `messages`")
        return self
