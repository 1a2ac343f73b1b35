"""Made-up names: roads, estates, shops, schools and people. The same every time; none is meant to be anybody's."""

from random import Random

_FIRST = "青云竹松柳荷锦安永和嘉瑞宁康平泰望临听映兰桂梅枫棠榆桐柏"
_SECOND = "溪泉石桥庭田林园岭浦川屏岗湾渡亭"
_ESTATES = ("苑", "里", "新村", "花园", "公寓", "坊", "家园", "名邸", "小区", "雅苑")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚玲桂英华玉兰红建国志宏海燕梅琴秀云飞雪晨宇欣怡佳琪浩然子涵梓"
    "轩思远文博雅婷慧颖俊峰立新春生"
)
_SHOPS = {
    "restaurant": ("面馆", "烧烤店", "火锅店", "生煎铺", "小馆", "饭店", "麻辣烫", "烤鱼店"),
    "shop": ("便利店", "水果店", "超市", "五金店", "服装店", "文具店", "美发店", "咖啡店"),
    "market": ("菜场", "生鲜市场"),
    "gym": ("健身房", "舞蹈室"),
    "pharmacy": ("药房", "大药房"),
    "hotel": ("宾馆", "快捷酒店"),
}
_SCHOOLS = {"school": ("小学", "中学"), "kindergarten": ("幼儿园",)}
_BLOCKS = {"office": ("大厦", "商务楼"), "residential": ("苑{n}号楼", "新村{n}号楼")}
# What the gaps of the sentences may be filled with: nobody eats at a chemist's.
SIGNS = {
    "eatery": (*_SHOPS["restaurant"], "咖啡店"),
    "grocer": ("便利店", "水果店", "超市", "菜场", "生鲜市场"),
    "store": ("便利店", "五金店", "服装店", "文具店", "超市"),
    "gym": _SHOPS["gym"],
    "salon": ("美发店",),
    "pharmacy": _SHOPS["pharmacy"],
}
SHOP_KINDS, SCHOOL_KINDS = tuple(_SHOPS), tuple(_SCHOOLS)


def word(chance: Random) -> str:
    """Two letters that sound like a place."""
    return chance.choice(_FIRST) + chance.choice(_SECOND)


def road(chance: Random) -> str:
    """A road, without a number."""
    return word(chance) + chance.choice(("路", "路", "路", "街", "支路"))


def estate(chance: Random) -> str:
    """A housing estate."""
    return word(chance) + chance.choice(_ESTATES)


def person(chance: Random) -> str:
    """A person's name."""
    given = chance.choice(_GIVEN) + (chance.choice(_GIVEN) if chance.random() < 0.6 else "")
    return chance.choice(_SURNAMES) + given


def phone(chance: Random) -> str:
    """A number that no subscriber has: 139 0000 and four digits."""
    return f"1390000{chance.randrange(10_000):04d}"


def shop(sign: str, chance: Random) -> str:
    """A shop of a kind that `SIGNS` knows."""
    return word(chance) + chance.choice(SIGNS[sign])


def premises(kind: str, chance: Random) -> str:
    """A shop, a school or a building."""
    ends = (_SHOPS | _SCHOOLS | _BLOCKS)[kind]
    return word(chance) + chance.choice(ends).format(n=chance.randint(1, 40))
