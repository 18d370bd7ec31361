"""What the demonstration city's people and employers are called.

Names are put together from the commonest surnames and characters of given names and
mean nobody; employers are made up, with the words that local ones like.
"""

from __future__ import annotations

# Surname: how many of 1,000 people in the north-east bear it, about.
SURNAMES = {
    "王": 84, "李": 82, "张": 80, "刘": 64, "陈": 30, "杨": 30, "赵": 34, "孙": 26,
    "周": 15, "吴": 16, "徐": 15, "马": 14, "朱": 11, "胡": 10, "高": 18, "郭": 15,
    "何": 7, "林": 10, "宋": 15, "梁": 7, "郑": 9, "谢": 5, "韩": 14, "唐": 6,
    "冯": 10, "于": 18, "董": 10, "萧": 2, "程": 6, "曹": 8, "袁": 5, "邓": 4,
    "许": 7, "傅": 3, "沈": 4, "曾": 4, "彭": 3, "吕": 7, "苏": 5, "卢": 4,
    "蒋": 4, "蔡": 3, "贾": 6, "丁": 6, "魏": 8, "薛": 4, "叶": 3, "阎": 2,
    "余": 2, "潘": 3, "杜": 7, "戴": 3, "夏": 4, "钟": 2, "汪": 3, "田": 5,
    "任": 6, "姜": 9, "范": 5, "方": 4, "石": 4, "姚": 5, "谭": 3, "廖": 1,
    "邹": 3, "熊": 1, "金": 7, "陆": 2, "郝": 4, "孔": 3, "白": 6, "崔": 8,
    "康": 3, "毛": 2, "邱": 3, "秦": 3, "江": 2, "史": 3, "顾": 2, "侯": 4,
    "邵": 3, "孟": 5, "龙": 1, "万": 2, "段": 3, "雷": 2, "钱": 1, "汤": 2,
    "尹": 3, "黎": 1, "易": 1, "常": 3, "武": 3, "乔": 3, "贺": 2, "赖": 1,
    "龚": 1, "文": 2, "关": 5, "佟": 2, "富": 1, "赫": 1, "包": 3, "鲍": 1,
    "朴": 2, "全": 1, "曲": 3, "单": 2, "仇": 1, "区": 1, "解": 1, "查": 1,
    "翟": 2, "缪": 1, "盖": 1, "纪": 2, "牟": 1, "滕": 2, "满": 1, "矫": 1,
    "鞠": 1, "逄": 1, "战": 1, "由": 1, "门": 1, "么": 1, "欧阳": 1, "司马": 1,
    "上官": 1, "诸葛": 1, "慕容": 1, "尉迟": 1, "那": 1, "宁": 1,
}  # fmt: skip

GIVEN_MALE = (
    "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆峰林建国志文海东立新永春雷旭"
    "阳洋龙嘉天泽子轩博宏远振亮庆生成栋梁世昌德胜利民安泰铭睿哲瑞祥义仁恒毅松柏"
)
GIVEN_FEMALE = (
    "芳娜敏静丽艳娟霞秀兰玲桂英红梅燕萍洁雪琳晶妍茜婷慧莹欣怡佳悦倩颖露瑶璐蕾薇"
    "文雅诗涵梦琪思雨晓春玉凤珍淑华云月彩荣爱香莲真环秋珊莎琼勤贞莉园艺凡青梓宁乐"
)
# Characters that old fonts and code pages lack; a register must keep them.
GIVEN_RARE = "喆堃犇淼垚赟翀翾龑頔珺玥旻昉煊𬭊𬀩䶮㛃𠅤"

MONGOL = ["巴特尔", "其其格", "乌日娜", "宝力道", "哈斯", "斯琴", "那顺", "阿古拉"]
UYGHUR = ["阿依古丽·买买提", "艾力·吐尔逊", "古丽米热·阿不都", "热依汗·司马义"]

# (country, Latin name, Chinese name or "")
FOREIGN_GIVEN = {
    "RU": (["Alexei", "Dmitri", "Ivan", "Olga", "Svetlana", "Nikolai", "Elena"],
           ["Sokolov", "Kuznetsov", "Smirnov", "Volkov", "Orlova", "Lebedeva"]),
    "DE": (["Anna", "Jürgen", "Lukas", "Sabine", "Thomas", "Käthe"],
           ["Müller", "Schäfer", "Weiß", "Köhler", "Becker", "Groß"]),
    "US": (["Emily", "Michael", "James", "Sarah", "Daniel", "Olivia"],
           ["Johnson", "Carter", "O'Neil", "Bennett", "Walker", "Reed"]),
    "GB": (["Oliver", "Charlotte", "Harry", "Amelia"],
           ["Ashworth", "Pemberton", "Wright", "Hughes"]),
    "KR": (["Min-jun", "Seo-yeon", "Ji-hoon", "Ha-eun"],
           ["Kim", "Park", "Choi", "Jung"]),
    "JP": (["Haruto", "Yui", "Sota", "Aoi"],
           ["Tanaka", "Watanabe", "Kobayashi", "Saito"]),
    "IN": (["Arjun", "Priya", "Rahul", "Ananya"],
           ["Sharma", "Iyer", "Reddy", "Nair"]),
    "FR": (["François", "Chloé", "Julien", "Amélie"],
           ["Lefèvre", "Dubois", "Girard", "Noël"]),
    "CA": (["Liam", "Sophie", "Noah"], ["Tremblay", "Campbell", "Stewart"]),
}  # fmt: skip

# Shapes of passport numbers as those countries print them, at the very beginning of a
# series: nobody holds these.
PASSPORT_SHAPES = {
    "RU": "000{:06d}", "DE": "C0000{:05d}", "US": "000{:06d}", "GB": "000{:06d}",
    "KR": "M0000{:04d}", "JP": "TZ000{:04d}", "IN": "Z000{:04d}", "FR": "00AA{:05d}",
    "CA": "ZZ{:06d}",
}  # fmt: skip

# (school, English name unused; is it under world-class construction)
SCHOOLS = (
    ("东北石油大学", False, 30), ("哈尔滨工业大学", True, 9),
    ("哈尔滨工程大学", True, 7), ("东北林业大学", True, 6),
    ("东北农业大学", True, 6), ("黑龙江大学", False, 9),
    ("哈尔滨理工大学", False, 9), ("哈尔滨医科大学", False, 9),
    ("黑龙江八一农垦大学", False, 9), ("大庆师范学院", False, 10),
    ("齐齐哈尔大学", False, 7), ("吉林大学", True, 5),
    ("中国石油大学（北京）", True, 4), ("大连理工大学", True, 3),
    ("天津大学", True, 2), ("西安交通大学", True, 2), ("北京大学", True, 1),
    ("清华大学", True, 1), ("浙江大学", True, 1), ("中国地质大学（武汉）", True, 2),
)  # fmt: skip
COLLEGES = (
    "大庆职业学院", "大庆医学高等专科学校", "黑龙江职业学院",
    "哈尔滨职业技术大学", "黑龙江农业工程职业学院",
)  # fmt: skip
OVERSEAS = (
    "University of Manchester", "Saint Petersburg Mining University",
    "Texas A&M University", "University of Calgary", "Hanyang University",
)  # fmt: skip
MAJORS = (
    "石油工程", "化学工程与工艺", "机械设计制造及其自动化", "计算机科学与技术",
    "电气工程及其自动化", "临床医学", "护理学", "土木工程", "会计学", "法学",
    "农学", "动物医学", "地质工程", "材料科学与工程", "汉语言文学", "思想政治教育",
    "公共事业管理", "社会工作", "软件工程", "数字媒体技术", "食品科学与工程",
)  # fmt: skip

EMPLOYER_WORDS = (
    "华宇", "天合", "龙江", "铁人", "松嫩", "百湖", "鹤鸣", "瑞丰", "恒通", "中科",
    "博远", "嘉谊", "金桥", "宏伟", "新兴", "绿源", "沃野", "飞天", "启明", "创世纪",
    "科瑞", "东湖", "湿地", "北国", "鼎新", "万宝", "晨曦", "兴化", "星火", "油城",
)  # fmt: skip
INDUSTRIES = {
    "enterprise": (
        "石油装备", "石化工程", "油田服务", "新材料", "电子科技", "汽车零部件",
        "生物医药", "食品", "软件", "数字科技", "新能源", "环保", "建筑工程",
        "仪器仪表", "商贸", "物流", "化工",
    ),
    "rural": ("种植", "养殖", "农机", "果蔬", "牧业"),
}  # fmt: skip
POSITIONS = {
    "party": ("科员", "副科长", "科长", "四级调研员"),
    "enterprise": ("部门经理", "副总经理", "总经理", "财务总监", "项目经理"),
    "professional": ("工程师", "高级工程师", "医师", "主治医师", "教师", "副教授",
                     "研究员", "会计师", "地质师", "教授"),
    "skilled": ("采油工", "焊工", "电工", "数控车工", "化工操作工", "维修钳工"),
    "rural": ("合作社理事长", "农技员", "种植大户", "兽医"),
    "social": ("社会工作师", "社区工作者", "助理社会工作师"),
    "unknown": ("职员",),
}  # fmt: skip
FIELDS = (
    "油气勘探开发", "石化新材料", "装备制造", "数字经济", "现代农业", "生物经济",
    "医疗卫生", "教育", "金融", "城市治理", "新能源",
)  # fmt: skip
BANKS = ("示范银行大庆分行", "示范农商银行", "示范商业银行让胡路支行")
