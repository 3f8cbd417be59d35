"""Invented company names with reading and romanisation, and the real municipalities they are placed in."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Municipality:
    """A real municipality: the place only, never an organisation of that place."""

    code: str
    prefecture: str
    city: str
    short: str
    kana: str
    romaji: str
    prefecture_romaji: str
    city_romaji: str
    latitude: float
    longitude: float


def _kanagawa(code: str, city: str, short: str, kana: str, romaji: str, city_romaji: str, at: str) -> Municipality:
    latitude, longitude = (float(part) for part in at.split())
    return Municipality(code, "神奈川県", city, short, kana, romaji, "Kanagawa", city_romaji, latitude, longitude)


KANAGAWA: Final = (
    _kanagawa("14101", "横浜市鶴見区", "鶴見", "ツルミ", "Tsurumi", "Yokohama", "35.5083 139.6825"),
    _kanagawa("14103", "横浜市西区", "横浜西", "ヨコハマニシ", "Yokohama Nishi", "Yokohama", "35.4536 139.6169"),
    _kanagawa("14104", "横浜市中区", "関内", "カンナイ", "Kannai", "Yokohama", "35.4447 139.6422"),
    _kanagawa(
        "14108", "横浜市金沢区", "金沢八景", "カナザワハッケイ", "Kanazawa Hakkei", "Yokohama", "35.3375 139.6244"
    ),
    _kanagawa("14109", "横浜市港北区", "港北", "コウホク", "Kohoku", "Yokohama", "35.5188 139.6330"),
    _kanagawa("14110", "横浜市戸塚区", "戸塚", "トツカ", "Totsuka", "Yokohama", "35.3963 139.5325"),
    _kanagawa("14118", "横浜市都筑区", "都筑", "ツヅキ", "Tsuzuki", "Yokohama", "35.5447 139.5705"),
    _kanagawa("14131", "川崎市川崎区", "川崎", "カワサキ", "Kawasaki", "Kawasaki", "35.5297 139.7038"),
    _kanagawa("14133", "川崎市中原区", "武蔵小杉", "ムサシコスギ", "Musashikosugi", "Kawasaki", "35.5761 139.6558"),
    _kanagawa("14152", "相模原市中央区", "相模原", "サガミハラ", "Sagamihara", "Sagamihara", "35.5713 139.3733"),
    _kanagawa("14201", "横須賀市", "横須賀", "ヨコスカ", "Yokosuka", "Yokosuka", "35.2813 139.6722"),
    _kanagawa("14203", "平塚市", "平塚", "ヒラツカ", "Hiratsuka", "Hiratsuka", "35.3355 139.3497"),
    _kanagawa("14204", "鎌倉市", "鎌倉", "カマクラ", "Kamakura", "Kamakura", "35.3191 139.5469"),
    _kanagawa("14205", "藤沢市", "藤沢", "フジサワ", "Fujisawa", "Fujisawa", "35.3391 139.4913"),
    _kanagawa("14206", "小田原市", "小田原", "オダワラ", "Odawara", "Odawara", "35.2647 139.1522"),
    _kanagawa("14207", "茅ヶ崎市", "茅ヶ崎", "チガサキ", "Chigasaki", "Chigasaki", "35.3338 139.4047"),
    _kanagawa("14210", "三浦市", "三浦", "ミウラ", "Miura", "Miura", "35.1441 139.6205"),
    _kanagawa("14211", "秦野市", "秦野", "ハダノ", "Hadano", "Hadano", "35.3747 139.2202"),
    _kanagawa("14212", "厚木市", "厚木", "アツギ", "Atsugi", "Atsugi", "35.4430 139.3625"),
    _kanagawa("14213", "大和市", "大和", "ヤマト", "Yamato", "Yamato", "35.4875 139.4580"),
    _kanagawa("14215", "海老名市", "海老名", "エビナ", "Ebina", "Ebina", "35.4463 139.3908"),
    _kanagawa("14218", "綾瀬市", "綾瀬", "アヤセ", "Ayase", "Ayase", "35.4372 139.4269"),
    _kanagawa("14341", "中郡大磯町", "大磯", "オオイソ", "Oiso", "Oiso", "35.3069 139.3113"),
    _kanagawa("14382", "足柄下郡箱根町", "箱根", "ハコネ", "Hakone", "Hakone", "35.2325 139.1069"),
)

ELSEWHERE: Final = (
    Municipality(
        "13101", "東京都", "千代田区", "千代田", "チヨダ", "Chiyoda", "Tokyo", "Chiyoda-ku", 35.6938, 139.7536
    ),
    Municipality(
        "13104", "東京都", "新宿区", "新宿", "シンジュク", "Shinjuku", "Tokyo", "Shinjuku-ku", 35.6938, 139.7036
    ),
    Municipality("13209", "東京都", "町田市", "町田", "マチダ", "Machida", "Tokyo", "Machida", 35.5465, 139.4385),
    Municipality("13202", "東京都", "立川市", "立川", "タチカワ", "Tachikawa", "Tokyo", "Tachikawa", 35.7138, 139.4077),
    Municipality("22203", "静岡県", "沼津市", "沼津", "ヌマヅ", "Numazu", "Shizuoka", "Numazu", 35.0955, 138.8636),
    Municipality("19201", "山梨県", "甲府市", "甲府", "コウフ", "Kofu", "Yamanashi", "Kofu", 35.6622, 138.5683),
    Municipality("10201", "群馬県", "前橋市", "前橋", "マエバシ", "Maebashi", "Gunma", "Maebashi", 36.3891, 139.0636),
    Municipality("27127", "大阪府", "大阪市北区", "梅田", "ウメダ", "Umeda", "Osaka", "Osaka", 34.7055, 135.51),
)

STEMS: Final = (
    ("のろし", "ノロシ", "Noroshi"),
    ("えそら", "エソラ", "Esora"),
    ("架空", "カクウ", "Kaku"),
    ("うたかた", "ウタカタ", "Utakata"),
    ("まぼろし", "マボロシ", "Maboroshi"),
    ("烽火", "ホウカ", "Hoka"),
    ("蜃気楼", "シンキロウ", "Shinkiro"),
    ("しらぬい", "シラヌイ", "Shiranui"),
    ("かげろふ", "カゲロフ", "Kagerofu"),
    ("空音", "ソラネ", "Sorane"),
    ("幻灯", "ゲントウ", "Gento"),
    ("つくりばなし", "ツクリバナシ", "Tsukuribanashi"),
)
"""Words for beacons, mirages and tales: with a place and a trade they name nobody (a test asks the register)."""

TRADES: Final = (
    ("精密", "セイミツ", "Precision"),
    ("電機", "デンキ", "Electric"),
    ("製作所", "セイサクショ", "Works"),
    ("工業", "コウギョウ", "Industries"),
    ("建設", "ケンセツ", "Construction"),
    ("食品", "ショクヒン", "Foods"),
    ("運輸", "ウンユ", "Transport"),
    ("物流", "ブツリュウ", "Logistics"),
    ("化成", "カセイ", "Chemicals"),
    ("商事", "ショウジ", "Trading"),
    ("印刷", "インサツ", "Printing"),
    ("設計", "セッケイ", "Design"),
    ("医療器", "イリョウキ", "Medical Instruments"),
    ("倉庫", "ソウコ", "Warehouse"),
    ("造園", "ゾウエン", "Landscaping"),
    ("水産", "スイサン", "Fisheries"),
)


@dataclass(frozen=True)
class CoinedName:
    """A name without its legal form: in Japanese, as reading, in English, and as a domain label."""

    core: str
    kana: str
    english: str
    label: str


def coin(stem: int, place: Municipality, trade: int) -> CoinedName:
    """Put stem, place and trade together."""
    word, word_kana, word_romaji = STEMS[stem % len(STEMS)]
    kind, kind_kana, kind_english = TRADES[trade % len(TRADES)]
    label = f"{word_romaji}-{place.romaji}-{kind_english}".lower().replace(" ", "-")
    return CoinedName(
        core=f"{word}{place.short}{kind}",
        kana=f"{word_kana}{place.kana}{kind_kana}",
        english=f"{word_romaji} {place.romaji} {kind_english}",
        label=label,
    )
